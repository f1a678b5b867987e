import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { serve, type FakeServer } from './http.js';

/** One message that a vendor took, as its group or its member reads it. */
export interface Posted {
  readonly at: number;
  readonly to: string;
  readonly text: string;
}

export interface FakeVendors extends FakeServer {
  readonly posted: readonly Posted[];
  /** Requests refused for their rate, each of which may begin a lock-out. */
  readonly lockouts: () => number;
  /** Answers the next requests in another way than the vendor would; undefined goes back to the usual. */
  misbehave: ((res: ServerResponse) => boolean) | undefined;
  /** Makes every access token given so far stale. */
  readonly revoke: () => void;
}

export const keys = {
  wecom: 'wecom-key',
  dingtalk: { token: 'ding-token', secret: 'SECding' },
  feishu: { token: 'feishu-token', secret: 'feishu-secret' },
  app: { id: 'app-id', secret: 'app-secret' },
} as const;

interface Rate {
  readonly count: number;
  readonly perMs: number;
}

/**
 * 企业微信, 钉钉 and 飞书 as their documents describe them: signatures, sizes, codes in an answer of 200, rates.
 * `hurry` makes their minutes shorter.
 */
export const startVendors = async ({ hurry = 1 }: { readonly hurry?: number } = {}): Promise<FakeVendors> => {
  const posted: Posted[] = [];
  const arrivals = new Map<string, number[]>();
  const lockedUntil = new Map<string, number>();
  let lockouts = 0;
  let generation = 0;
  let isRepeated = new Set<string>();

  const isOver = (who: string, rates: readonly Rate[], lockMs: number): boolean => {
    const now = performance.now();
    if (now < (lockedUntil.get(who) ?? 0)) return true;
    const seen = arrivals.get(who) ?? [];
    const over = rates.some(
      ({ count, perMs }) => seen.filter((at) => at > now - perMs / hurry).length >= count,
    );
    if (over) {
      lockouts += 1;
      lockedUntil.set(who, now + lockMs / hurry);
      return true;
    }
    arrivals.set(who, [...seen, now]);
    return false;
  };
  const take = (to: string, text: string): void => void posted.push({ at: performance.now(), to, text });
  const minute = 60_000;

  const wecomRobot = (url: URL, body: Body): object => {
    if (url.searchParams.get('key') !== keys.wecom) return { errcode: 93000, errmsg: 'invalid webhook url' };
    const content = body.text?.content ?? '';
    if (body.msgtype !== 'text' || content === '') return { errcode: 40008, errmsg: 'invalid message type' };
    if (Buffer.byteLength(content) > 2048)
      return { errcode: 40058, errmsg: 'content exceed max length 2048' };
    if (isOver('wecom', [{ count: 20, perMs: minute }], 0))
      return { errcode: 45009, errmsg: 'api freq out of limit' };
    take('wecom', content);
    return { errcode: 0, errmsg: 'ok' };
  };
  const dingtalkRobot = (url: URL, body: Body): object => {
    const { searchParams: query } = url;
    if (query.get('access_token') !== keys.dingtalk.token)
      return { errcode: 300001, errmsg: 'token is not exist' };
    const timestamp = query.get('timestamp') ?? '';
    const sign = createHmac('sha256', keys.dingtalk.secret).update(`${timestamp}\n${keys.dingtalk.secret}`);
    if (Math.abs(Date.now() - Number(timestamp)) > 3_600_000)
      return { errcode: 310000, errmsg: 'invalid timestamp' };
    if (query.get('sign') !== sign.digest('base64')) return { errcode: 310000, errmsg: 'sign not match' };
    const content = body.text?.content ?? '';
    if (body.msgtype !== 'text' || content === '') return { errcode: 400102, errmsg: 'wrong message' };
    if (Buffer.byteLength(content) > 20_000) return { errcode: 460101, errmsg: 'message too long' };
    if (isOver('dingtalk', [{ count: 20, perMs: minute }], 10 * minute))
      return { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' };
    take('dingtalk', content);
    return { errcode: 0, errmsg: 'ok' };
  };
  const feishuRobot = (url: URL, body: Body, raw: string): object => {
    if (!url.pathname.endsWith(`/${keys.feishu.token}`))
      return { code: 19001, msg: 'param invalid: incoming webhook access token invalid' };
    if (Buffer.byteLength(raw) > 20_480) return { code: 9499, msg: 'Bad Request' };
    const sign = createHmac('sha256', `${body.timestamp}\n${keys.feishu.secret}`).digest('base64');
    if (Math.abs(Date.now() / 1000 - Number(body.timestamp)) > 3600 || body.sign !== sign)
      return { code: 19021, msg: 'sign match fail or timestamp is not within one hour from current time' };
    const text = (body.content as { text?: string } | undefined)?.text ?? '';
    if (body.msg_type !== 'text' || text === '') return { code: 19002, msg: 'params error' };
    const rates = [
      { count: 100, perMs: minute },
      { count: 5, perMs: 1000 },
    ];
    if (isOver('feishu', rates, 0)) return { code: 11232, msg: 'frequency limited' };
    take('feishu', text);
    return { code: 0, msg: 'success', data: {} };
  };
  const token = (): string => `token-${generation}`;
  const isApp = (id: unknown, secret: unknown): boolean => id === keys.app.id && secret === keys.app.secret;

  const answer = (path: string, asked: { url: URL; raw: string; authorization: string }): object | null => {
    const { url, raw } = asked;
    const body = (raw === '' ? {} : JSON.parse(raw)) as Body;
    const query = url.searchParams;
    switch (path) {
      case '/cgi-bin/webhook/send':
        return wecomRobot(url, body);
      case '/robot/send':
        return dingtalkRobot(url, body);
      case '/cgi-bin/gettoken':
        return isApp(query.get('corpid'), query.get('corpsecret'))
          ? { errcode: 0, errmsg: 'ok', access_token: token(), expires_in: 7200 }
          : { errcode: 40001, errmsg: 'invalid credential' };
      case '/cgi-bin/message/send': {
        if (query.get('access_token') !== token()) return { errcode: 42001, errmsg: 'access_token expired' };
        if (body.touser === 'nobody') return { errcode: 0, errmsg: 'ok', invaliduser: 'nobody' };
        take(`wecom:${body.touser}`, body.text?.content ?? '');
        return { errcode: 0, errmsg: 'ok', msgid: 'm' };
      }
      case '/gettoken':
        return isApp(query.get('appkey'), query.get('appsecret'))
          ? { errcode: 0, errmsg: 'ok', access_token: token(), expires_in: 7200 }
          : { errcode: 40089, errmsg: 'invalid appsecret' };
      case '/topapi/message/corpconversation/asyncsend_v2': {
        if (query.get('access_token') !== token()) return { errcode: 42001, errmsg: 'access_token expired' };
        take(`dingtalk:${body.userid_list}`, body.msg?.text?.content ?? '');
        return { errcode: 0, errmsg: 'ok', task_id: 1 };
      }
      case '/open-apis/auth/v3/tenant_access_token/internal':
        return isApp(body.app_id, body.app_secret)
          ? { code: 0, msg: 'ok', tenant_access_token: token(), expire: 7200 }
          : { code: 10014, msg: 'app secret invalid' };
      case '/open-apis/im/v1/messages': {
        if (asked.authorization !== `Bearer ${token()}`)
          return { code: 99991663, msg: 'Invalid access token' };
        // Within the hour the same uuid is the same message.
        if (!isRepeated.has(String(body.uuid))) {
          isRepeated = new Set([...isRepeated, String(body.uuid)]);
          take(`feishu:${body.receive_id}`, (JSON.parse(String(body.content)) as { text: string }).text);
        }
        return { code: 0, msg: 'success', data: { message_id: 'om' } };
      }
      default:
        return path.startsWith('/open-apis/bot/v2/hook/') ? feishuRobot(url, body, raw) : null;
    }
  };

  const server = await serve(({ req, url, body }, res) => {
    if (fake.misbehave?.(res) === true) return;
    const found = answer(url.pathname, { url, raw: body, authorization: req.headers.authorization ?? '' });
    res.statusCode = found === null ? 404 : 200;
    res.setHeader('content-type', 'application/json; charset=utf-8');
    res.end(JSON.stringify(found ?? {}));
  });
  const fake: FakeVendors = {
    ...server,
    posted,
    lockouts: () => lockouts,
    misbehave: undefined,
    revoke: () => {
      generation += 1;
    },
  };
  return fake;
};

type Body = {
  readonly msg_type?: string;
  readonly content?: unknown;
  readonly app_id?: string;
  readonly app_secret?: string;
  readonly uuid?: string;
  readonly msgtype?: string;
  readonly text?: { readonly content?: string };
  readonly msg?: { readonly text?: { readonly content?: string } };
  readonly timestamp?: string;
  readonly sign?: string;
  readonly touser?: string;
  readonly userid_list?: string;
  readonly receive_id?: string;
};
