import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { isDutyEntry } from '../../domain/entry.js';
import { archiveAccount } from '../../domain/archive-account.js';
import { parseInstant, rfc3339, shanghai } from '../../domain/instant.js';
import { canonicalJson, genesis, sha256 } from '../postgres/canonical.js';
import type { Material, MaterialFile } from '../postgres/archive-material.js';
import { documentsOf, type Document } from './documents.js';
import { escalationForm, registerForm, surveyForm, type FormWords } from './forms.js';
import type { PdfForm, PrintForm } from './pdf.js';
import type { ArchiveKey } from './signing.js';
import type { ZippedFile } from './zip.js';

export interface BundleParts {
  readonly key: ArchiveKey;
  readonly print: PrintForm;
  /** Null when there is no such file. */
  readonly read: (sha256: string) => Promise<Readable | null>;
  /** Files that are not there, or not as they were sent, are named in the bundle instead of holding it. */
  readonly withoutMissing: boolean;
}

/** Version of the format; see docs/archive.md. */
const format = { format: 'steadydesk-archive', version: 1 } as const;

/**
 * The files of one bundle in their order; the same material gives the same bytes. Throws when an attachment is not
 * there or is not as it was sent, unless told to go on without.
 */
export async function* bundleFiles(material: Material, parts: BundleParts): AsyncGenerator<ZippedFile> {
  const listed: { path: string; size: number; sha256: string }[] = [];
  const counted = async function* (path: string, bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
    listed.push({ path, size, sha256: hash.digest('hex') });
  };
  const whole = ({ path, bytes }: Document): ZippedFile => ({ path, bytes: counted(path, [bytes]) });

  for (const document of documentsOf(material)) yield whole(document);
  for (const document of await formsOf(material, parts.print)) yield whole(document);

  const kept: { path: string | null; state: 'kept' | 'missing' | 'damaged'; file: MaterialFile }[] = [];
  for (const file of material.attachments) {
    const same = kept.find((one) => one.file.sha256 === file.sha256 && one.state === 'kept');
    if (same !== undefined) {
      kept.push({ ...same, file });
      continue;
    }
    const bytes = file.sha256 === null ? null : await parts.read(file.sha256);
    if (bytes === null) {
      if (!parts.withoutMissing) throw new Error(`attachment ${file.upload} is not in the store`);
      kept.push({ path: null, state: 'missing', file });
      continue;
    }
    const path = `attachments/${String(file.seq).padStart(3, '0')}-${kept.length + 1}-${safeName(file.name ?? 'file')}`;
    yield { path, bytes: counted(path, bytes as AsyncIterable<Uint8Array>) };
    const isSame = listed.at(-1)?.sha256 === file.sha256;
    if (!isSame && !parts.withoutMissing) throw new Error(`attachment ${file.upload} is not as it was sent`);
    kept.push({ path, state: isSame ? 'kept' : 'damaged', file });
  }
  yield whole({
    path: 'attachments.json',
    bytes: Buffer.from(`${canonicalJson(kept.map(attachmentJson))}\n`),
  });

  const manifest = Buffer.from(canonicalJson(manifestOf(material, listed, parts.key)));
  yield { path: 'manifest.json', bytes: [manifest] };
  yield { path: 'manifest.sig', bytes: [Buffer.from(parts.key.sign(manifest).toString('hex'))] };
}

const attachmentJson = ({
  path,
  state,
  file,
}: {
  path: string | null;
  state: string;
  file: MaterialFile;
}) => {
  const { at, ...rest } = file;
  return { ...rest, at: at === null ? null : rfc3339(at), path, state };
};

/** As it was sent, without what a file system or a shell would take amiss. */
const safeName = (name: string): string =>
  // Cut first: half of a character is no name that a program writes and reads alike.
  name.slice(-80).replaceAll(/[\p{Cc}\p{Cf}\p{Surrogate}<>:"/\\|?*]/gu, '_') || 'file';

const manifestOf = (
  { no, record, entries, previous }: Material,
  files: readonly { readonly path: string; readonly size: number; readonly sha256: string }[],
  key: ArchiveKey,
) => ({
  ...format,
  ticket: no,
  bundle: (previous?.nth ?? 0) + 1,
  previous: previous === null ? null : { bundle: previous.nth, sha256: previous.sha256 },
  madeAt: rfc3339(record.madeAt),
  record: {
    id: record.id,
    hash: record.hash,
    // Erasure by law changes a record's text and never its hash.
    intact: sha256(canonicalJson(record.body)).toString('hex') === record.hash,
  },
  chain: {
    entries: entries.length,
    genesis: genesis.toString('hex'),
    head: entries.at(-1)?.hash ?? genesis.toString('hex'),
    erased: entries.filter(({ entry }) => entry === null).map(({ seq }) => seq),
  },
  waived: archiveAccount(entries.map(({ entry }) => entry))
    .filter(({ state }) => state === 'waived')
    .map(({ part, by, at, reason }) => ({ part, by, at, reason })),
  files,
  key: { algorithm: 'Ed25519', id: key.id, publicKey: key.publicKey.toString('base64') },
});

/** The manual's templates (§3) as far as the ticket came: a request withdrawn early was neither escalated nor rated. */
const formsOf = async (material: Material, print: PrintForm): Promise<readonly Document[]> => {
  const { no, people } = material;
  const { body, madeAt } = material.record;
  const names = new Map(
    people.map(({ id, name, staffNumber }) => [id, `${name} ${staffNumber ?? ''}`.trim()]),
  );
  const words: FormWords = {
    nameOf: (person) => (person === null || person === undefined ? '' : (names.get(person.id) ?? person.id)),
    time: readable,
  };
  const wasAsked = material.entries.some(
    ({ entry }) => entry !== null && isDutyEntry(entry) && entry.duty === 'survey',
  );
  const forms: readonly (Pick<PdfForm, 'title' | 'content'> & {
    readonly path: string;
    readonly is: boolean;
  })[] = [
    {
      path: 'forms/register.pdf',
      title: '技术支持工单登记表',
      is: true,
      content: registerForm(body.templates, words),
    },
    {
      path: 'forms/survey.pdf',
      title: '服务满意度调查表',
      is: wasAsked || body.templates.survey.length > 0,
      content: surveyForm(body, words),
    },
    {
      path: 'forms/escalation.pdf',
      title: '问题升级申请表',
      is: body.templates.escalationRequests.length > 0,
      content: escalationForm(body, words),
    },
  ];
  const printed: Document[] = [];
  for (const { path, title, is, content } of forms)
    if (is) printed.push({ path, bytes: await print({ title, no, at: madeAt, content }) });
  return printed;
};

const readable = (at: unknown): string => {
  const instant = typeof at === 'string' ? parseInstant(at) : null;
  if (instant === null) return typeof at === 'string' ? at : '';
  const { date, hour, minute } = shanghai(instant);
  return `${date} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
};
