import type { AdminKind } from '../../../../domain/admin-deeds.js';
import { channelKindRows, leavingFields } from '../../../../domain/channels.js';
import { rotationDays } from '../../../../domain/roster/roster.js';
import { scopes } from '../../../../domain/scopes.js';
import { languageNames, roleLabels, typeLabels, type Label } from '../../../../domain/words.js';
import { wordOf, type AreaName, type WordKey } from '../../../words/words.js';
import { useNoticeTitles } from '../../api/notices.js';
import { useNames } from '../../api/queries.js';
import { useLanguage } from '../../i18n.js';
import { absoluteTime } from '../../time.js';

/** How a value is read; what is `hidden` is for programs. */
type How =
  | 'text'
  | 'hidden'
  | 'person'
  | 'group'
  | 'notice'
  | 'time'
  | 'day'
  | 'keeping'
  | Readonly<Record<string, Label>>;

interface Field {
  readonly label: Label;
  readonly how: How;
}

const labelOf = <Name extends AreaName>(name: Name, key: WordKey<Name>): Label => ({
  'zh-CN': wordOf('zh-CN', [name, key]),
  en: wordOf('en', [name, key]),
});
const field = <Name extends AreaName>(name: Name, key: WordKey<Name>, how: How = 'text'): Field => ({
  label: labelOf(name, key),
  how,
});
const valuesOf = <Key extends string>(keys: readonly Key[], label: (key: Key) => Label): How =>
  Object.fromEntries(keys.map((key) => [key, label(key)]));

const languageLabels = valuesOf(['zh-CN', 'en'], (one) => ({
  'zh-CN': languageNames[one],
  en: languageNames[one],
}));
const scopeLabels = valuesOf(scopes, (scope) => labelOf('accounts', `scope-${scope}`));
const dayLabels = valuesOf(rotationDays, (days) => labelOf('roster', days));
const leavingLabels = valuesOf(leavingFields, (one) => labelOf('channels', one));
const kindLabels = Object.fromEntries(
  Object.entries(channelKindRows).map(([kind, { title }]) => [kind, title]),
);
const secretLabels = valuesOf(['key', 'token', 'secret'], (one) => labelOf('channels', one));

const identity = {
  issuer: field('changes', 'issuer'),
  subject: field('changes', 'subject'),
  erasure: field('changes', 'erasure'),
};

/** Fields by what they are of, as the forms name them and the administration log keeps them. */
const fields: Readonly<Record<AdminKind, Readonly<Record<string, Field>>>> = {
  person: {
    id: field('admin', 'id'),
    name: field('admin', 'name'),
    department: field('admin', 'department'),
    staffNumber: field('admin', 'staffNumber'),
    extension: field('admin', 'extension'),
    email: field('admin', 'email'),
    roles: field('admin', 'roles', roleLabels),
    deputy: field('admin', 'deputy'),
    language: field('admin', 'language', languageLabels),
    active: field('admin', 'active'),
    identity: field('changes', 'identity'),
    ...identity,
  },
  group: {
    id: field('admin', 'groupId'),
    name: field('changes', 'groupName'),
    lead: field('admin', 'lead', 'person'),
    deputyLead: field('admin', 'deputyLead', 'person'),
    members: field('admin', 'members', 'person'),
  },
  roster: {
    id: { label: labelOf('changes', 'other'), how: 'hidden' },
    added: field('changes', 'added'),
    removed: field('changes', 'removed'),
    name: field('roster', 'name'),
    group_id: field('roster', 'group', 'group'),
    person_id: field('roster', 'person', 'person'),
    people: field('roster', 'people', 'person'),
    substitute_id: field('roster', 'substitute', 'person'),
    starts_at: field('changes', 'startsAt', 'time'),
    ends_at: field('changes', 'endsAt', 'time'),
    turn_days: field('roster', 'turnDays'),
    slots: field('roster', 'slots'),
    from: field('roster', 'slotFrom'),
    to: field('roster', 'slotTo'),
    offset: field('roster', 'offset'),
    days: field('roster', 'days', dayLabels),
    starts_on: field('roster', 'startsOn', 'day'),
    ends_on: field('roster', 'endsOn', 'day'),
    reason: field('roster', 'reason'),
  },
  routing: {
    rules: field('changes', 'rules'),
    type: field('routing', 'type', typeLabels),
    words: field('routing', 'words'),
    department: field('routing', 'department'),
    group: field('routing', 'group', 'group'),
  },
  policy: {
    version: field('changes', 'version'),
    active: field('changes', 'activeVersion'),
    all: field('changes', 'allOpen'),
    trial: field('changes', 'trial'),
    tickets: field('changes', 'tickets'),
    takesBack: field('changes', 'takesBack'),
    reason: field('changes', 'reason'),
    count: field('changes', 'count'),
  },
  channel: {
    id: field('channels', 'id'),
    kind: field('channels', 'kind', kindLabels),
    name: field('channels', 'name'),
    settings: field('changes', 'settings'),
    base: field('channels', 'base'),
    url: field('channels', 'url'),
    corpId: field('channels', 'corpId'),
    agentId: field('channels', 'agentId'),
    appKey: field('channels', 'appKey'),
    appId: field('channels', 'appId'),
    idType: field('channels', 'idType'),
    secrets: field('changes', 'secrets', secretLabels),
    serves: field('channels', 'serves'),
    roles: field('channels', 'roles', roleLabels),
    groups: field('channels', 'groups', 'group'),
    people: field('channels', 'people', 'person'),
    notices: field('channels', 'notices', 'notice'),
    urgentOnly: field('channels', 'urgentOnly'),
    fields: field('channels', 'leaves', leavingLabels),
    language: field('channels', 'language', languageLabels),
    active: field('channels', 'active'),
  },
  template: { subject: field('templates', 'subject'), body: field('templates', 'body') },
  'service-account': {
    name: field('accounts', 'name'),
    scopes: field('accounts', 'scopes', scopeLabels),
    prefix: field('changes', 'prefix'),
    expiresAt: field('changes', 'expiresAt', 'time'),
    revoked: field('changes', 'revoked'),
  },
  retention: {
    'notice-texts': field('changes', 'keep-notice-texts', 'keeping'),
    'call-announcements': field('changes', 'keep-call-announcements', 'keeping'),
    'access-log': field('changes', 'keep-access-log', 'keeping'),
    'policy-trials': field('changes', 'keep-policy-trials', 'keeping'),
    'archive-bundles': field('changes', 'keep-archive-bundles', 'keeping'),
    'archived-tickets': field('changes', 'keep-archived-tickets', 'keeping'),
  },
  ticket: {
    reason: field('changes', 'reason'),
    liaison: field('ticket', 'liaison', 'person'),
    escalation: field('changes', 'escalation'),
    expiresAt: field('changes', 'expiresAt', 'time'),
    callersOf: field('changes', 'callersOf'),
    erasure: identity.erasure,
  },
};

type Content = Readonly<Record<string, unknown>>;
const isContent = (value: unknown): value is Content =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** A name in both languages is one value. */
const isLabel = (value: unknown): value is Label => isContent(value) && 'zh-CN' in value && 'en' in value;
const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  value === false ||
  (Array.isArray(value) && value.length === 0);

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

interface FieldChange {
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

/** What differs, field by field; of what is new or gone, what is empty says nothing. */
const changesBetween = (
  before: Content | null,
  after: Content | null,
  path: readonly string[] = [],
): readonly FieldChange[] =>
  [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].flatMap((name) => {
    const [was, is] = [before?.[name], after?.[name]];
    const here = [...path, name];
    const isInner = (value: unknown): boolean => isContent(value) && !isLabel(value);
    if (isInner(was) || isInner(is))
      return changesBetween(isContent(was) ? was : null, isContent(is) ? is : null, here);
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    if ((before === null && isEmpty(is)) || (after === null && isEmpty(was))) return [];
    return [{ path: here, before: was, after: is }];
  });

const isListOfThings = (value: unknown): value is readonly Content[] =>
  Array.isArray(value) && value.every(isContent);

/** Of two lists of things, what is in one only; the whole of both where their order alone has changed. */
const apart = (before: unknown, after: unknown): readonly [unknown, unknown] => {
  if (!isListOfThings(before) || !isListOfThings(after)) return [before, after];
  const without = (some: readonly unknown[], others: readonly unknown[]): readonly unknown[] => {
    const known = new Set(others.map((one) => JSON.stringify(one)));
    return some.filter((one) => !known.has(JSON.stringify(one)));
  };
  const [gone, come] = [without(before, after), without(after, before)];
  return gone.length + come.length === 0 ? [before, after] : [gone, come];
};

interface ToldChange {
  readonly place: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Names and values of fields as the forms have them. */
export const useFieldWords = (kind: AdminKind) => {
  const { language } = useLanguage();
  const names = useNames();
  const titles = useNoticeTitles();
  const common = (key: WordKey<'common'>): string => wordOf(language, ['common', key]);
  const t = (key: WordKey<'changes'>, values?: Readonly<Record<string, string | number>>): string =>
    wordOf(language, ['changes', key], values);
  const known: Readonly<Record<string, Field>> = Object.hasOwn(fields, kind) ? fields[kind] : {};
  const fieldOf = (name: string): Field | undefined => (Object.hasOwn(known, name) ? known[name] : undefined);
  // As the forms have them: what is stored has no order.
  const order = Object.keys(known);
  const placeIn = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const isTold = (name: string): boolean => (fieldOf(name)?.how ?? 'hidden') !== 'hidden';
  const scalar = (how: How, value: string): string => {
    if (typeof how === 'object') return how[value]?.[language] ?? value;
    if (how === 'person') return names.person(value);
    if (how === 'group') return names.group(value);
    if (how === 'notice')
      return titles.find(({ name }) => name === value)?.title.replaceAll(/\{\w+\}/gu, '…') ?? value;
    return value;
  };
  /** One of a list of things, on a line. */
  const lineOf = (value: Content): string =>
    Object.entries(value)
      .filter(([name, inner]) => !isEmpty(inner) && isTold(name))
      .toSorted(([one], [other]) => placeIn(one) - placeIn(other))
      .map(([name, inner]) => `${fieldOf(name)?.label[language] ?? ''}${t('colon')}${valueOf(name, inner)}`)
      .join(language === 'en' ? '; ' : '；');
  const valueOf = (name: string, value: unknown): string => {
    const how = fieldOf(name)?.how ?? 'text';
    if (how === 'keeping') return typeof value === 'number' ? t('days', { n: value }) : t('forEver');
    if (value === null || value === undefined || value === '') return '—';
    if (typeof value === 'boolean') return common(value ? 'yes' : 'no');
    if (how === 'time' || how === 'day') {
      const at = new Date(typeof value === 'number' ? value : plain(value));
      if (Number.isNaN(at.getTime())) return plain(value);
      return absoluteTime(at.getTime()).slice(0, how === 'day' ? 10 : undefined);
    }
    if (Array.isArray(value)) {
      const items = value as readonly unknown[];
      if (items.length === 0) return '—';
      return items.some(isContent)
        ? items.map((one) => (isContent(one) ? lineOf(one) : plain(one))).join('\n')
        : items.map((one) => scalar(how, plain(one))).join('、');
    }
    if (isLabel(value)) return `${value['zh-CN']} / ${value.en}`;
    return isContent(value) ? lineOf(value) : scalar(how, plain(value));
  };
  return {
    /** Null where there is none: a name for programs. */
    nameOf: (name: string): string | null => fieldOf(name)?.label[language] ?? null,
    /** What differs, each with where it stands in words throughout. */
    told: (before: Content | null, after: Content | null): readonly ToldChange[] =>
      changesBetween(before, after)
        .filter(({ path }) => path.every((name) => fieldOf(name)?.how !== 'hidden'))
        .toSorted(({ path: one }, { path: other }) => placeIn(one[0] ?? '') - placeIn(other[0] ?? ''))
        .map(({ path, ...change }) => {
          const shown = (value: unknown): string | null =>
            value === undefined ? null : valueOf(path.at(-1) ?? '', value);
          const [was, is] = apart(change.before, change.after);
          return {
            place: path.map((name) => fieldOf(name)?.label[language] ?? t('other')).join(' › '),
            before: shown(was),
            after: shown(is),
          };
        }),
    valueOf,
  };
};
