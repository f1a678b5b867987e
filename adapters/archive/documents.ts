import { archiveAccount } from '../../domain/archive-account.js';
import { isDutyEntry, type ActionEntry } from '../../domain/entry.js';
import { rfc3339, type Instant } from '../../domain/instant.js';
import { canonicalJson } from '../postgres/canonical.js';
import type { Material } from '../postgres/archive-material.js';

/** A file of a bundle that is made here and not an attachment. */
export interface Document {
  readonly path: string;
  readonly bytes: Buffer;
}

/** What was done to solve it: the process records of §2.5.2. */
const stepActions: ReadonlySet<string> = new Set([
  'claim',
  'dispatch',
  'reassign',
  'acknowledge-emergency',
  'record-contact',
  'record-diagnosis',
  'record-step',
  'ask-reporter',
  'answer-request',
  'sync-progress',
  'propose-resolution',
  'record-verification',
  'confirm-resolved',
  'reopen',
]);

const json = (path: string, value: unknown): Document => ({
  path,
  bytes: Buffer.from(`${canonicalJson(value)}\n`),
});

const written = (at: Instant | null): string | null =>
  at === null || !Number.isFinite(at) ? null : rfc3339(at);

/** The record, its parts and the log, each in a file of its own; `docs/archive.md` describes them. */
export const documentsOf = (material: Material): readonly Document[] => {
  const { no, record, entries, notices, lateness, people } = material;
  const actions = entries.flatMap(({ entry }) =>
    entry === null || isDutyEntry(entry) || entry.outcome !== 'done' ? [] : [entry],
  );
  const { templates } = record.body;
  return [
    { path: 'README.txt', bytes: Buffer.from(readme(no)) },
    { path: 'record.json', bytes: Buffer.from(canonicalJson(record.body)) },
    json('intake.json', intakeOf(material)),
    { path: 'entries.jsonl', bytes: Buffer.from(lines(entries.map(({ entry }) => entry))) },
    json(
      'chain.json',
      entries.map(({ seq, contentHash, hash }) => ({ seq, contentHash, hash })),
    ),
    json('steps.json', actions.filter(({ action }) => stepActions.has(action)).map(stepOf)),
    json('escalations.json', templates.escalationRequests),
    json('survey.json', templates.survey),
    json(
      'notices.json',
      notices.map(({ at, sentAt, readAt, ...rest }) => ({
        ...rest,
        at: written(at),
        sentAt: written(sentAt),
        readAt: written(readAt),
      })),
    ),
    json(
      'lateness.json',
      lateness.map(({ dueAt, firedAt, ...rest }) => ({
        ...rest,
        dueAt: written(dueAt as Instant | null),
        firedAt: written(firedAt as Instant),
      })),
    ),
    json('completeness.json', archiveAccount(entries.map(({ entry }) => entry))),
    json('people.json', people),
  ];
};

const intakeOf = ({ no, intake, entries, record }: Material) => {
  const first = entries[0]?.entry ?? null;
  return {
    no,
    ...intake,
    acceptedAt: record.body.templates.register.acceptedAt,
    takenBy: record.body.templates.register.takenBy,
    registeredBy: first === null ? null : first.by,
  };
};

const stepOf = ({ seq, at, by, action, clause, input }: ActionEntry) => ({
  seq,
  at: rfc3339(at),
  by: { id: by.id, role: by.role, staffNumber: by.staffNumber },
  action,
  clause,
  input,
});

/** One entry a line, each the very text that its content hash is of; an erased one is `null`. */
const lines = (entries: readonly unknown[]): string =>
  entries.map((entry) => `${canonicalJson(entry)}\n`).join('');

const readme = (no: string): string => `恒台 Steadydesk 工单归档包 ${no}

本压缩包是该工单的完整归档（手册 §2.5.2）。forms/ 为登记表、满意度调查表和升级申请表（PDF）；
entries.jsonl 为全部处理记录，chain.json 为其哈希链；attachments/ 为附件；
manifest.json 列出每个文件的 SHA-256，manifest.sig 为其 Ed25519 签名。
校验：npm run --silent verify-archive -- 文件 --key 公钥（脚本 verify-archive.mjs 可单独使用，无需本系统）。

This zip is the whole archive of the ticket (§2.5.2 of the manual). forms/ has the register, the survey and the
escalation requests as PDF; entries.jsonl all entries of its log and chain.json their chain of hashes; attachments/
the files; manifest.json the SHA-256 of each file, and manifest.sig its Ed25519 signature.
To verify: npm run --silent verify-archive -- FILE --key PUBLIC_KEY (verify-archive.mjs works without the desk).
`;
