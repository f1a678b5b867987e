import type { Cap } from '../domain/pacing.js';
import { freeAt, planSending, roomAt } from '../domain/pacing.js';
import { digestOf } from '../domain/digest.js';
import { isSecret } from '../domain/notices.js';
import type { ChannelTransport, Message, Notice, OutboxLease, Receipt } from './ports.js';

/** What is at hand while a channel delivers. */
export interface Delivering {
  readonly lease: OutboxLease;
  readonly transport: ChannelTransport;
  /** Where a digest's readers look; pages of the desk. */
  readonly publicUrl: string;
  readonly signal: AbortSignal;
}

/** How many notices were settled, and how long there is nothing more to do. */
export interface Done {
  readonly settled: number;
  readonly waitMs: number;
}

/** Mails under way at once on a channel without caps. */
const lanes = 5;
/** Sent before what is due is looked at again: urgent notices overtake. */
const turnOf = 20;
/** An address that nobody vouches for gets this much and no more (S13). */
const unverifiedCap: Cap = { count: 3, perMs: 3_600_000 };

/** Delivers some of what is due, within the channel's caps; several notices become one digest where caps are short. */
export const deliverDue = async (delivering: Delivering, due: readonly Notice[]): Promise<Done> =>
  (delivering.transport.caps ?? []).length > 0
    ? await withinCaps(delivering, due)
    : await freely(delivering, due);

const withinCaps = async (delivering: Delivering, due: readonly Notice[]): Promise<Done> => {
  const { lease, transport, signal } = delivering;
  const caps = transport.caps ?? [];
  const pace = await lease.pace({ ms: 2 * Math.max(...caps.map(({ perMs }) => perMs)) });
  if (pace.lockedUntil > pace.now) return { settled: 0, waitMs: pace.lockedUntil - pace.now };
  const { singles, digest, at } = planSending(due.length, { caps, ...pace });
  if (digest) {
    const first = due.find((notice) => !isSecret(notice.kind));
    const together = due.filter(({ address, kind }) => address === first?.address && !isSecret(kind));
    return await sendTogether(delivering, together.length > 1 ? together : due.slice(0, 1));
  }
  let settled = 0;
  for (const notice of due.slice(0, singles)) {
    if (signal.aborted) break;
    const receipt = await sendOne(delivering, notice);
    settled += 1;
    if (receipt.state === 'later') break;
  }
  return { settled, waitMs: singles > 0 ? 0 : at - pace.now };
};

const freely = async (delivering: Delivering, due: readonly Notice[]): Promise<Done> => {
  let settled = 0;
  const turn = due.slice(0, turnOf);
  const known = turn.filter(({ verified }) => verified);
  for (let from = 0; from < known.length && !delivering.signal.aborted; from += lanes) {
    const some = known.slice(from, from + lanes);
    await Promise.all(some.map(async (notice) => await sendOne(delivering, notice)));
    settled += some.length;
  }
  const unverified = turn.filter(({ verified }) => !verified);
  for (const address of new Set(unverified.map((notice) => notice.address.toLowerCase())))
    settled += await toUnverified(
      delivering,
      due.filter((notice) => !notice.verified && notice.address.toLowerCase() === address),
    );
  return { settled, waitMs: 0 };
};

/** One after the other while there is room; the last of it goes to all that is left, and what comes later waits. */
const toUnverified = async (delivering: Delivering, notices: readonly Notice[]): Promise<number> => {
  const { lease } = delivering;
  const address = notices[0]?.address ?? '';
  const pace = await lease.pace({ ms: 2 * unverifiedCap.perMs, address });
  const room = roomAt([unverifiedCap], pace.sent, pace.now);
  const [first] = notices;
  if (first === undefined) return 0;
  if (room === 0) {
    await lease.postpone(notices, freeAt([unverifiedCap], pace.sent, pace.now) - pace.now);
    return notices.length;
  }
  const together = notices.filter(({ kind }) => !isSecret(kind));
  return room === 1 && together.length > 1
    ? (await sendTogether(delivering, together)).settled
    : await sendOne(delivering, first).then(() => 1);
};

const sendOne = async (delivering: Delivering, notice: Notice): Promise<Receipt> => {
  const { lease, transport } = delivering;
  await lease.begin([notice], { repeatable: transport.repeatable ?? true });
  const receipt = await attempt(transport, notice);
  await lease.settle([notice], receipt);
  return receipt;
};

const sendTogether = async (delivering: Delivering, notices: readonly Notice[]): Promise<Done> => {
  const [first] = notices;
  if (first === undefined) return { settled: 0, waitMs: 0 };
  if (notices.length === 1) {
    await sendOne(delivering, first);
    return { settled: 1, waitMs: 0 };
  }
  const { lease, transport, publicUrl } = delivering;
  const digest: Message = {
    ...first,
    // The same notices in the same digest are the same message, however often it is tried.
    id: `d${first.id.slice(1)}`,
    kind: 'digest',
    ...digestOf(notices, { language: first.language, link: `${publicUrl}/` }),
  };
  await lease.begin(notices, { repeatable: transport.repeatable ?? true });
  await lease.settle(notices, await attempt(transport, digest), digest.id);
  return { settled: notices.length, waitMs: 0 };
};

/** A transport that throws, of whatever kind, costs its one notice an attempt and no other notice anything. */
const attempt = async (transport: ChannelTransport, message: Message): Promise<Receipt> => {
  try {
    return await transport.send(message);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { state: (transport.repeatable ?? true) ? 'later' : 'unknown', reason };
  }
};
