import { manualPolicy } from '../../domain/policy.js';

/** A value of the default policy: where it stands, the clause it serves, and whether it is our own choice. */
export interface PolicyValue {
  readonly path: string;
  readonly clause: string;
  readonly ours: boolean;
}

const manuals = (clause: string, ...paths: readonly string[]): readonly PolicyValue[] =>
  paths.map((path) => ({ path, clause, ours: false }));
const ours = (clause: string, ...paths: readonly string[]): readonly PolicyValue[] =>
  paths.map((path) => ({ path, clause, ours: true }));

/** Every value of the default policy. */
export const policyValues: readonly PolicyValue[] = [
  ...ours('§1', 'targets.response.urgent'),
  ...manuals('§1', 'targets.response.important', 'targets.response.normal'),
  ...ours('§2.2.2', 'targets.emergency-acknowledgement', 'chase.emergency-acknowledgement'),
  ...manuals('§2.2.3', 'targets.contact.urgent', 'targets.contact.important', 'targets.contact.normal'),
  ...ours('§2.2.3', 'contactReroutes'),
  ...ours('§2.3.2', 'pausedIn', 'urgeEvery'),
  ...manuals('§2.3.3', 'ordinaryHandling'),
  ...ours('§2.3.3', 'targets.escalation-request'),
  ...manuals('§2.3.5', 'targets.decision'),
  ...ours('§2.3.5', 'chase.decision'),
  ...ours('§2.3.6', 'targets.progress-sync'),
  ...ours('§2.4.2', 'targets.confirmation', 'reminders.confirmation', 'notSolvedWords'),
  ...manuals('§2.4.3', 'targets.survey'),
  ...ours('§2.4.3', 'survey.sendAfter', 'survey.validFor', 'survey.remindAfter'),
  ...manuals('§2.4.4', 'targets.follow-up', 'survey.lowBelow'),
  ...ours('§2.4.4', 'targets.improvement', 'chase.follow-up', 'survey.judgedBy', 'survey.negativeWords'),
  ...manuals('§2.5.1', 'targets.knowledge'),
  ...manuals('§2.5.2', 'targets.archive'),
  ...ours('§2.2–§2.5', 'warnAt', 'platformLateAfter', 'businessHours'),
  ...manuals('§2.2–§2.5', 'calendar'),
];

const at = (path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], manualPolicy);

const plain = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(plain).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${plain(part)}`)
    .join('; ');
};

/** A value as the table shows it; long ones are named by where they stand. */
export const valueText = (path: string): string => {
  const text = plain(at(path));
  return text.length > 160 ? 'see `domain/policy.ts`' : text;
};

/** Values of the default policy that no row above names, and rows that name none. */
export const unlisted = (): readonly string[] => {
  const listed = policyValues.map(({ path }) => path);
  const leaves = (value: unknown, path: string): readonly string[] =>
    typeof value !== 'object' || value === null || Array.isArray(value) || listed.includes(path)
      ? [path]
      : Object.entries(value).flatMap(([name, part]) => leaves(part, path === '' ? name : `${path}.${name}`));
  const all = leaves(manualPolicy, '').filter((path) => path !== 'version' && path !== 'name');
  return [
    ...all.filter((path) => !listed.includes(path)),
    ...listed.filter((path) => at(path) === undefined || listed.indexOf(path) !== listed.lastIndexOf(path)),
  ];
};
