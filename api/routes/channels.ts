import { z } from 'zod';
import { channelMakers } from '../../adapters/channels/kinds.js';
import { placeOf } from '../../adapters/channels/registry.js';
import { keepSecret } from '../../adapters/channels/secrets.js';
import type { KeptSecret } from '../../adapters/channels/sealing.js';
import type { StoredChannel } from '../../adapters/postgres/channels.js';
import { line } from '../../domain/actions/fields.js';
import {
  channelId,
  channelKindRows,
  channelKinds,
  defaultFields,
  leavingFields,
  servesSchema,
  type ChannelKind,
} from '../../domain/channels.js';
import { rfc3339 } from '../../domain/instant.js';
import { languages, type Language } from '../../domain/words.js';
import { ok, type Answer } from '../answer.js';
import { parseInput } from '../field-errors.js';
import type { Parts } from '../parts.js';
import { notFound, problem, unavailable, type ProblemError } from '../problems.js';
import { wrong } from '../revised.js';
import { forPeople, type Route } from '../route.js';
import { anything } from '../shapes.js';

const secret = z.union([
  z.string().min(1).max(500),
  z.strictObject({ env: z.string().regex(/^CHANNEL_[A-Z0-9_]{1,80}$/u) }),
]);
const shape = {
  name: line,
  settings: z.record(z.string().max(40), z.string().max(2000)),
  secrets: z.record(z.string().max(40), secret),
  serves: servesSchema,
  fields: z.array(z.enum(leavingFields)).max(leavingFields.length),
  language: z.enum(languages),
  active: z.boolean(),
};
const added = z.strictObject({
  id: channelId.refine((id) => id !== 'desk' && id !== 'smtp'),
  kind: z.enum(channelKinds),
  ...shape,
  settings: shape.settings.default({}),
  serves: shape.serves.default({ roles: [], groups: [], people: [], urgentOnly: false }),
  fields: shape.fields.default([...defaultFields]),
  language: shape.language.default('zh-CN'),
  active: shape.active.default(true),
});
const changed = z.strictObject(shape).partial();
type Changed = z.infer<typeof changed>;

/** Ways to reach people beside the inbox and mail; no answer ever holds a secret. */
export const channelRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/channels',
    title: { 'zh-CN': '通知渠道', en: 'Channels of notices' },
    tag: 'notices',
    access: ['admin', 'supervisor'],
    answers: { 200: { description: 'All channels, and the kinds there are.', schema: anything } },
    handle: async ({ language }) =>
      ok({
        channels: (await parts.reader.channels()).map((channel) => channelJson(channel)),
        kinds: channelKinds.map((kind) => ({
          kind,
          title: channelKindRows[kind].title[language],
          personal: channelKindRows[kind].personal,
          settings: z.toJSONSchema(channelMakers[kind].settings, { io: 'input' }),
          secrets: channelMakers[kind].secrets,
        })),
      }),
  }),
  forPeople({
    method: 'post',
    path: '/api/channels',
    title: { 'zh-CN': '新增渠道', en: 'Add a channel' },
    tag: 'notices',
    access: ['admin'],
    body: { schema: added },
    answers: { 201: { description: 'Added.', schema: anything } },
    handle: async ({ body, caller, language }) =>
      await put(parts, { base: null, id: body.id, kind: body.kind, change: body, by: caller.id, language }),
  }),
  forPeople({
    method: 'post',
    path: '/api/channels/{id}',
    title: { 'zh-CN': '修改渠道', en: 'Change a channel' },
    tag: 'notices',
    access: ['admin'],
    body: { schema: changed },
    answers: { 200: { description: 'Changed; what was left out is as it was.', schema: anything } },
    handle: async ({ params, body, caller, language }) => {
      const base = await found(parts, params);
      if (base === null) return notFound(language);
      return await put(parts, { base, id: base.id, kind: base.kind, change: body, by: caller.id, language });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/channels/{id}/disable',
    title: { 'zh-CN': '停用渠道', en: 'Switch a channel off' },
    tag: 'notices',
    access: ['admin'],
    body: { schema: z.strictObject({}) },
    answers: { 200: { description: 'Off; what waited for it is cancelled.', schema: anything } },
    handle: async ({ params, caller, language }) => {
      const base = await found(parts, params);
      if (base === null) return notFound(language);
      const change = { active: false };
      return await put(parts, { base, id: base.id, kind: base.kind, change, by: caller.id, language });
    },
  }),
  forPeople({
    method: 'post',
    path: '/api/channels/{id}/test',
    title: { 'zh-CN': '发送测试消息', en: 'Send a test message' },
    tag: 'notices',
    access: ['admin'],
    body: { schema: z.strictObject({ address: z.string().max(128).optional() }) },
    answers: { 200: { description: 'What became of it.', schema: anything } },
    handle: async ({ params, body, language }) => {
      const channel = await found(parts, params);
      if (channel === null) return notFound(language);
      if (parts.channels === undefined) return noKeeping(language);
      const subject = language === 'zh-CN' ? '恒台测试消息' : 'Test message of Steadydesk';
      const receipt = await parts.channels.registry.make(channel).send({
        id: `test-${parts.now().toString(36)}`,
        no: '',
        seq: 0,
        kind: 'test',
        address: body.address ?? channel.id,
        subject,
        body: '',
        urgent: false,
      });
      return ok({ receipt });
    },
  }),
];

const found = async (
  parts: Parts,
  params: Readonly<Record<string, string>>,
): Promise<StoredChannel | null> => {
  const id = params['id'] ?? '';
  return z.safeParse(channelId, id).success ? await parts.reader.channel(id) : null;
};

/** The channel without its secrets: only which of them it has, and where from. */
const channelJson = ({ secrets, changedAt, ...channel }: StoredChannel) => ({
  ...channel,
  secrets: Object.fromEntries(
    Object.entries(secrets).map(([name, kept]) => [
      name,
      'env' in kept ? { env: kept.env } : { sealed: true },
    ]),
  ),
  changedAt: rfc3339(changedAt),
});

interface Putting {
  readonly base: StoredChannel | null;
  readonly id: string;
  readonly kind: ChannelKind;
  readonly change: Changed;
  readonly by: string;
  readonly language: Language;
}

const put = async (parts: Parts, { base, id, kind, change, by, language }: Putting): Promise<Answer> => {
  const { channels } = parts;
  if (channels === undefined) return noKeeping(language);
  const maker = channelMakers[kind];
  const settings = parseInput(maker.settings, change.settings ?? base?.settings ?? {}, {
    language,
    clauseOf: () => null,
  });
  if ('errors' in settings)
    return problem('invalid-input', language, {
      errors: settings.errors.map((error) => ({ ...error, pointer: `/settings${error.pointer}` })),
    });
  const { kept, errors } = keepAll({
    id,
    kind,
    given: change.secrets ?? {},
    base,
    keeping: channels.keeping,
    language,
  });
  const values = settings.value as Readonly<Record<string, string>>;
  const place = kind === 'webhook' ? 'url' : 'base';
  const url = values[place];
  const refusal = url === undefined ? null : channels.outbound.refusal(url);
  const all: readonly ProblemError[] = [
    ...errors,
    ...(refusal === null
      ? []
      : [
          wrong(
            `/settings/${place}`,
            {
              'zh-CN': '此地址不在允许的外部地址之列（OUTBOUND_HOSTS）。',
              en: 'The desk may not speak to this address (OUTBOUND_HOSTS).',
            },
            language,
          ),
        ]),
  ];
  if (all.length > 0) return problem('invalid-input', language, { errors: all });
  const isPut = await parts.reader.putChannel(
    {
      id,
      kind,
      name: change.name ?? base?.name ?? id,
      settings: values,
      secrets: kept,
      serves: change.serves ?? base?.serves ?? { roles: [], groups: [], people: [], urgentOnly: false },
      fields: change.fields ?? base?.fields ?? defaultFields,
      language: change.language ?? base?.language ?? 'zh-CN',
      active: change.active ?? base?.active ?? true,
      changedBy: by,
    },
    base === null,
  );
  if (!isPut)
    return problem('not-allowed-now', language, {
      detail: { 'zh-CN': `已有渠道“${id}”。`, en: `There is a channel "${id}" already.` },
    });
  const stored = await parts.reader.channel(id);
  return {
    status: base === null ? 201 : 200,
    body: { channel: stored === null ? null : channelJson(stored) },
  };
};

const keepAll = ({
  id,
  kind,
  given,
  base,
  keeping,
  language,
}: {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly given: NonNullable<Changed['secrets']>;
  readonly base: StoredChannel | null;
  readonly keeping: NonNullable<Parts['channels']>['keeping'];
  readonly language: Language;
}): { readonly kept: Readonly<Record<string, KeptSecret>>; readonly errors: readonly ProblemError[] } => {
  const kept: Record<string, KeptSecret> = { ...base?.secrets };
  const errors: ProblemError[] = [];
  const refuse = (name: string, zh: string, en: string): void =>
    void errors.push(wrong(`/secrets/${name}`, { 'zh-CN': zh, en }, language));
  const known = channelMakers[kind].secrets;
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(known, name)) {
      refuse(name, '没有这个字段。', 'There is no such field.');
      continue;
    }
    const secret = keepSecret(value, { place: placeOf(id, name), keeping });
    if (secret === null)
      refuse(
        name,
        '没有可用的加密密钥，或没有这个环境变量。',
        'There is no key to keep it with, or no such variable of the environment.',
      );
    else kept[name] = secret;
  }
  for (const [name, need] of Object.entries(known))
    if (need === 'required' && kept[name] === undefined && !Object.hasOwn(given, name))
      refuse(name, '此项必填。', 'This field is required.');
  return { kept, errors };
};

const noKeeping = (language: Language): Answer =>
  unavailable(language, {
    'zh-CN': '此进程没有配置通知渠道。',
    en: 'Channels are not configured in this process.',
  });
