import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { intakeClauses, intakeSchema } from '../../domain/register.js';
import {
  emptyReport,
  reportFields,
  reportPage,
  shownValue,
  summaryPage,
  type Report,
  type ReportField,
} from '../../web/plain/report.js';
import type { KeptFile } from '../../web/plain/files.js';
import { sayIn, type Reading } from '../../web/plain/layout.js';
import type { AskInside } from '../inside.js';
import { parseInput } from '../field-errors.js';
import type { Answer } from '../answer.js';
import type { Parts } from '../parts.js';
import { forPeople, type KnownCall, type Route } from '../route.js';
import { publicSuggestions } from './knowledge.js';
import { filesOfForm, type FormFiles } from './files.js';
import { fieldErrors, fieldsOf, htmlAnswer, problemOf, readingOf, redirect } from './kit.js';

const anyForm = z.record(z.string(), z.string());
const names = Object.keys(reportFields) as ReportField[];
const noFiles: FormFiles = { kept: [], refused: '' };

/** §2.1: the report asked for part by part, read back, and only then sent. */
export const reportRoutes = (parts: Parts, ask: AskInside): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/report',
    title: { 'zh-CN': '报告问题', en: 'Report a problem' },
    tag: 'pages',
    access: 'people',
    isPage: true,
    answers: { 200: { description: 'The form.', media: 'text/html' } },
    handle: async (call) => {
      const known = (await parts.reader.people()).find(({ id }) => id === call.caller.id);
      const contact = await parts.reader.contact(call.caller.id);
      const values = emptyReport({
        name: known?.name ?? '',
        department: known?.department ?? '',
        extension: contact?.extension ?? '',
        email: contact?.email ?? '',
      });
      return htmlAnswer(
        reportPage(
          { values, errors: {}, original: '', files: noFiles },
          await readingOf(parts, call, '/report'),
        ),
      );
    },
  }),
  forPeople({
    method: 'post',
    path: '/report',
    title: { 'zh-CN': '报告问题', en: 'Report a problem' },
    tag: 'pages',
    access: 'people',
    isPage: true,
    limit: 'intake',
    takesFiles: true,
    body: { schema: anyForm, clauseOf: () => '§2.1' },
    answers: {
      200: { description: 'The form with what is wrong, or the summary to confirm.', media: 'text/html' },
      303: { description: 'Accepted; to the ticket.' },
    },
    handle: async (call) => await step(parts, ask, call),
  }),
];

const step = async (
  parts: Parts,
  ask: AskInside,
  call: KnownCall<unknown, Record<string, string>>,
): Promise<Answer> => {
  const field = fieldsOf(call.body);
  const reading = await readingOf(parts, call, '/report');
  const values = Object.fromEntries(names.map((name) => [name, field(name)])) as Record<ReportField, string>;
  const original = field('original');
  const files = await filesOfForm(parts, call);
  if (field('step') === 'change')
    return htmlAnswer(
      reportPage({ values, errors: {}, original: original || JSON.stringify(values), files }, reading),
    );
  const intake = intakeOf(values, original, reading);
  const checked = parseInput(intakeSchema, intake, {
    language: call.language,
    clauseOf: (path) => intakeClauses[String(path[0])] ?? '§2.1',
  });
  if ('errors' in checked) {
    const errors = Object.fromEntries(
      checked.errors.map(({ pointer, detail, clause }) => [
        pointer,
        clause === null ? detail : `${detail}（${clause}）`,
      ]),
    );
    return htmlAnswer(reportPage({ values, errors, original, files }, reading), 422);
  }
  if (files.refused !== '')
    return htmlAnswer(reportPage({ values, errors: {}, original, files }, reading), 422);
  const key = field('key') || randomUUID();
  if (field('step') !== 'send') {
    const text = `${values.symptom}\n${values.attempted}`;
    const suggested = await publicSuggestions(parts, { text, type: checked.value.type });
    return htmlAnswer(
      summaryPage({ values, original, key, problem: null, files: files.kept, suggested }, reading),
    );
  }
  const answer = await ask({
    method: 'post',
    path: '/api/tickets',
    body: intake,
    headers: { 'idempotency-key': key },
    caller: call.caller,
    language: call.language,
    sender: call.sender,
  });
  if (answer.status === 201 || answer.status === 202) {
    const { ticket } = answer.body as { ticket: { no: string } };
    const isAttached = await attach(ask, call, { no: ticket.no, files: files.kept, key });
    return redirect(
      `/t/${ticket.no}?new=${answer.status === 201 ? 'started' : 'queued'}${isAttached ? '' : '&files=lost'}`,
    );
  }
  const errors = fieldErrors(answer);
  if (answer.status === 422 && Object.keys(errors).length > 0)
    return htmlAnswer(reportPage({ values, errors, original, files }, reading), 422);
  const problem = answer.status === 503 ? sayIn(call.language)('away') : problemOf(answer);
  return htmlAnswer(
    summaryPage({ values, original, key, problem, files: files.kept, suggested: [] }, reading),
    answer.status,
  );
};

/** Adds the report's files to its ticket; false where one could not be, which the reporter is told. */
const attach = async (
  ask: AskInside,
  { caller, language, sender }: KnownCall,
  { no, files, key }: { readonly no: string; readonly files: readonly KeptFile[]; readonly key: string },
): Promise<boolean> => {
  for (const { id } of files) {
    const { status } = await ask({
      method: 'post',
      path: '/api/tickets/{no}/actions/attach',
      params: { no },
      body: { attachment: id },
      headers: { 'idempotency-key': `${key}-${id}` },
      caller,
      language,
      sender,
    });
    if (status >= 300) return false;
  }
  return true;
};

/** The form as the API takes it; what was changed after the summary is told as a correction (§2.1.6). */
const intakeOf = (values: Report, original: string, reading: Reading) => ({
  channel: 'service-desk',
  reporter: {
    name: values.name,
    department: values.department,
    ...(values.extension.trim() === '' ? {} : { extension: values.extension }),
    ...(values.email.trim() === '' ? {} : { email: values.email }),
  },
  description: {
    symptom: values.symptom,
    occurredAt:
      values.occurredAt === ''
        ? ''
        : `${values.occurredAt}${values.occurredAt.length === 16 ? ':00' : ''}+08:00`,
    impact: values.impact,
    attempted: values.attempted,
  },
  type: values.type,
  urgency: values.urgency,
  readBack: { confirmed: true, ...correctionsOf(values, original, reading) },
});

const longest = 4000;

const correctionsOf = (values: Report, original: string, reading: Reading): { corrections?: string } => {
  const before = anyForm.safeParse(jsonOf(original)).data;
  if (before === undefined) return {};
  const t = sayIn(reading.language);
  const changed = names.filter((name) => before[name] !== undefined && before[name] !== values[name]);
  const told = changed.map((name) =>
    t('wasBefore', {
      field: t(name).replace(/^\d+\. /u, ''),
      value: shownValue(name, { ...values, [name]: before[name] ?? '' }, reading),
    }),
  );
  return told.length === 0
    ? {}
    : { corrections: t('corrected', { fields: told.join('；') }).slice(0, longest) };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
