import { isDeepStrictEqual } from 'node:util';
import type { Request, Response } from 'express';
import { isCursor, type StreamedEntry } from '../../adapters/postgres/entry-stream.js';
import type { Actor } from '../../domain/people.js';
import { sightOf, standingOf } from '../../domain/permissions.js';
import { rfc3339 } from '../../domain/instant.js';
import { isDutyEntry } from '../../domain/entry.js';
import type { Parts } from '../parts.js';
import { raw, type Call, type Route } from '../route.js';

const beatMs = 15_000;
/** A role lost or a person disabled ends or narrows the stream within this (S5). */
const recheckMs = 3000;
const batch = 200;
/** A reader so slow that this much waits for it is let go; it resumes by its last event id. */
const mostWaiting = 1_000_000;

/** Server-sent events: one for each entry that the caller may see, in order; resumes by Last-Event-ID. */
export const streamRoutes = (parts: Parts): readonly Route[] => [
  raw({
    method: 'get',
    path: '/api/stream',
    title: { 'zh-CN': '实时动态', en: 'Live entries' },
    tag: 'tickets',
    access: 'people',
    headers: ['Last-Event-ID'],
    answers: {
      200: {
        description:
          'One `entry` event for each entry the caller may see; `caller` when the roles or groups of the caller have changed; `presence` with the number of a ticket that the caller has open when somebody comes to it, leaves it or begins to write.',
        media: 'text/event-stream',
      },
    },
    serve: async (call, req, res) => await stream(parts, call, { req, res }),
  }),
];

const stream = async (
  parts: Parts,
  call: Call,
  { req, res }: { readonly req: Request; readonly res: Response },
): Promise<void> => {
  if (call.caller === null) throw new Error('a stream has a caller');
  let caller: Actor = call.caller;
  const asked = call.header('last-event-id');
  res.status(200).set({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  res.flushHeaders();

  let cursor = '0.0';
  /** Sends what comes after the cursor: what all listen to may lag behind what was read for this one. */
  const send = (entries: readonly StreamedEntry[]): void => {
    const isNew = ({ cursor: at }: StreamedEntry): boolean => isBehind(cursor, at);
    const fresh = entries.slice(0, 1).every(isNew) ? entries : entries.filter(isNew);
    cursor = fresh.at(-1)?.cursor ?? cursor;
    const events = fresh.flatMap((entry) => eventOf(entry, caller) ?? []);
    if (events.length > 0) res.write(events.join(''));
    if (res.writableLength > mostWaiting) end();
  };
  const held: StreamedEntry[] = [];
  let isCaughtUp = false;
  const unsubscribe = parts.live.subscribe((entries) => {
    if (isCaughtUp) send(entries);
    else held.push(...entries);
  });
  const unsubscribePresence = parts.presenceNews.subscribe(caller.id, (no) =>
    res.write(`event: presence\ndata: ${JSON.stringify({ no })}\n\n`),
  );
  const beat = setInterval(() => res.write('event: beat\ndata: {}\n\n'), beatMs);
  const recheck = setInterval(() => void check(), recheckMs);
  const end = (): void => {
    unsubscribe();
    unsubscribePresence();
    clearInterval(beat);
    clearInterval(recheck);
    parts.streams.delete(end);
    res.end();
  };
  const check = async (): Promise<void> => {
    const known = await parts.identify(call.sender, false).catch(() => null);
    if (known?.state === 'known') {
      if (!isDeepStrictEqual(rightsOf(known.caller), rightsOf(caller)))
        res.write('event: caller\ndata: {}\n\n');
      caller = known.caller;
    } else if (known?.state === 'unknown') end();
  };
  parts.streams.add(end);
  req.on('close', end);

  const { stream: log } = parts.reader;
  cursor = asked !== undefined && isCursor(asked) ? await log.resume(asked) : await log.end();
  res.write(`retry: 1000\nid: ${cursor}\n: open\n\n`);
  for (let isMore = true; isMore && !res.writableEnded;) {
    const entries = await log.since(cursor, batch);
    send(entries);
    isMore = entries.length === batch;
  }
  send(held.splice(0));
  isCaughtUp = true;
};

const rightsOf = ({ roles, groups, leads }: Actor) => ({ roles, groups, leads });

/** Whether `other` comes after `cursor`. */
const isBehind = (cursor: string, other: string): boolean => {
  const [[xid = 0n, pos = 0n], [otherXid = 0n, otherPos = 0n]] = [cursor, other].map((text) =>
    text.split('.').map(BigInt),
  ) as [bigint[], bigint[]];
  return otherXid > xid || (otherXid === xid && otherPos > pos);
};

/** What the caller may know of an entry, as an event; null for nothing. Its content is read from the log. */
const eventOf = (streamed: StreamedEntry, caller: Actor): string | null => {
  const { entry, no, cursor, stage } = streamed;
  const sight = sightOf(caller, standingOf(streamed));
  if (sight === 'none' || (sight === 'public' && entry.visibility === 'internal')) return null;
  const data = {
    no,
    seq: entry.seq,
    at: rfc3339(entry.at),
    stage,
    ...(isDutyEntry(entry) ? { duty: entry.duty } : { action: entry.action }),
    outcome: entry.outcome,
    clause: entry.clause,
    by: { id: entry.by.id, staffNumber: entry.by.staffNumber, role: entry.by.role },
    met: entry.met,
    visibility: entry.visibility,
  };
  return `id: ${cursor}\nevent: entry\ndata: ${JSON.stringify(data)}\n\n`;
};
