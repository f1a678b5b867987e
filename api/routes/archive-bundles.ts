import { create as contentDisposition } from 'content-disposition';
import { z } from 'zod';
import type { StoredBundle } from '../../adapters/postgres/read-archive.js';
import { rfc3339 } from '../../domain/instant.js';
import { ok, type Answer } from '../answer.js';
import { ofSeen, type Parts, type Seen } from '../parts.js';
import { notFound, unavailable } from '../problems.js';
import { forPeople, type KnownCall, type Route } from '../route.js';

const moment = z.iso.datetime({ offset: true });

const bundleShape = z.object({
  bundle: z.int(),
  sha256: z.string(),
  size: z.int(),
  files: z.int(),
  key: z.string(),
  madeAt: moment,
  withdrawn: z.object({ at: moment, why: z.string() }).nullable(),
});

const pendingShape = z.object({ since: moment, attempts: z.int(), trouble: z.string().nullable() });

/**
 * §2.5.2: the signed bundles of a ticket that has ended, whole, for those who see all of it; its reporter sees their
 * part of the record.
 */
export const archiveBundleRoutes = (parts: Parts): readonly Route[] => [
  // Before the routes of one ticket, whose number would otherwise be "keys".
  forPeople({
    method: 'get',
    path: '/api/archive/keys',
    title: { 'zh-CN': '归档签名公钥', en: 'Keys of archive bundles' },
    clause: '§2.5.2',
    tag: 'tickets',
    access: 'people',
    answers: {
      200: {
        description: 'Public keys that bundles were signed with, newest first; 32 bytes in base64.',
        schema: z.object({
          keys: z.array(
            z.object({
              id: z.string(),
              algorithm: z.literal('Ed25519'),
              publicKey: z.string(),
              since: moment,
            }),
          ),
        }),
      },
    },
    handle: async () => {
      const keys = await parts.reader.archiveKeys();
      return ok({
        keys: keys.map(({ id, publicKey, since }) => ({
          id,
          algorithm: 'Ed25519',
          publicKey: publicKey.toString('base64'),
          since: rfc3339(since),
        })),
      });
    },
  }),
  forPeople({
    method: 'get',
    path: '/api/archive/{no}/bundles',
    title: { 'zh-CN': '归档包列表', en: 'Archive bundles' },
    clause: '§2.5.2',
    tag: 'tickets',
    access: 'people',
    namesTicket: true,
    answers: {
      200: {
        description: 'Newest first, and the one that is still to be made.',
        schema: z.object({ bundles: z.array(bundleShape), pending: pendingShape.nullable() }),
      },
    },
    handle: async (call) =>
      await ofWhole(parts, call, async ({ row }) => {
        const { bundles, pending } = await parts.reader.bundles(row.ticket.no);
        return ok({
          bundles: bundles.map(bundleJson),
          pending: pending === null ? null : { ...pending, since: rfc3339(pending.since) },
        });
      }),
  }),
  forPeople({
    method: 'get',
    path: '/api/archive/{no}/bundles/{nth}',
    title: { 'zh-CN': '下载归档包', en: 'Download an archive bundle' },
    clause: '§2.5.2',
    tag: 'tickets',
    access: 'people',
    namesTicket: true,
    answers: {
      200: {
        description: 'The bundle by its number, or the newest; docs/archive.md says how it is verified.',
        media: 'application/zip',
      },
    },
    refuses: ['unavailable'],
    handle: async (call) =>
      await ofWhole(parts, call, async ({ row }) => {
        const { bundles } = await parts.reader.bundles(row.ticket.no);
        const asked = call.params['nth'];
        const bundle = bundles.find(
          ({ nth, withdrawnAt }) => withdrawnAt === null && (asked === 'newest' || String(nth) === asked),
        );
        return bundle === undefined
          ? notFound(call.language)
          : await download(parts, call, { no: row.ticket.no, bundle });
      }),
  }),
];

const ofWhole = async (
  parts: Parts,
  call: KnownCall,
  show: (seen: Seen) => Promise<Answer>,
): Promise<Answer> =>
  await ofSeen(parts, call, async (seen) =>
    seen.sight === 'internal' ? await show(seen) : notFound(call.language),
  );

const bundleJson = ({ nth, sha256, size, files, key, madeAt, withdrawnAt, withdrawnWhy }: StoredBundle) => ({
  bundle: nth,
  sha256,
  size,
  files,
  key,
  madeAt: rfc3339(madeAt),
  withdrawn: withdrawnAt === null ? null : { at: rfc3339(withdrawnAt), why: withdrawnWhy ?? '' },
});

const download = async (
  parts: Parts,
  { language }: KnownCall,
  { no, bundle }: { readonly no: string; readonly bundle: StoredBundle },
): Promise<Answer> => {
  const file = await parts.attachments.read(bundle.sha256);
  if (file === null)
    return unavailable(language, {
      'zh-CN': '归档包暂时无法读取，请联系管理员。',
      en: 'The bundle cannot be read right now; please tell an administrator.',
    });
  return {
    status: 200,
    file,
    headers: {
      'content-type': 'application/zip',
      'content-length': String(bundle.size),
      'content-disposition': contentDisposition(`${no}-归档-${bundle.nth}.zip`, { type: 'attachment' }),
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-cache',
      etag: `"${bundle.sha256}"`,
    },
  };
};
