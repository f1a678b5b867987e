import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import type { Notice } from '../../activities/ports.js';
import { createSmtpTransport, messageId } from '../../adapters/smtp.js';
import { undeliveredCause } from '../../domain/undelivered.js';
import { freePort } from '../../scripts/launch/ports.js';

interface Mail {
  readonly to: readonly string[];
  readonly raw: string;
}

const mails: Mail[] = [];
let server: SMTPServer;
let port: number;

const refusal = (address: string): Error | null => {
  const code = /^(\d{3})[@-]/u.exec(address)?.[1];
  return code === undefined ? null : Object.assign(new Error('refused'), { responseCode: Number(code) });
};

beforeAll(async () => {
  port = await freePort();
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) => done(refusal(address)),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), raw });
        const late = raw.includes('refuse-the-content')
          ? 554
          : raw.includes('busy-with-content')
            ? 451
            : null;
        done(late === null ? null : Object.assign(new Error('refused'), { responseCode: late }));
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve());
  });
});
afterAll(async () => {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
});

const from = '恒台 <desk@desk.example>';
const transport = (at = port) => createSmtpTransport({ url: `smtp://127.0.0.1:${at}`, from });
const notice = (changes: Partial<Notice> = {}): Notice => ({
  id: 'abcdef0123456789',
  no: 'TS20260105001',
  seq: 3,
  kind: 'replied',
  recipient: 'wang',
  address: 'wang@desk.example',
  subject: '工单 TS20260105001 有新回复',
  body: '工单 TS20260105001 有新回复',
  urgent: false,
  attempts: 0,
  language: 'zh-CN',
  verified: true,
  ...changes,
});

const causeOf = (receipt: object): string =>
  undeliveredCause((receipt as { readonly reason?: string }).reason ?? '').cause;

/** Header lines of a raw message, unfolded. */
const headersOf = (raw: string): readonly string[] =>
  (raw.split('\r\n\r\n')[0] ?? '').replaceAll(/\r\n[ \t]+/gu, ' ').split('\r\n');
const namesOf = (raw: string): readonly string[] =>
  headersOf(raw)
    .map((line) => line.split(':')[0] ?? '')
    .sort();

describe('mail', () => {
  it('is sent, marked as automatic, under an id that stays the same', async () => {
    mails.length = 0;
    expect(await transport().send(notice())).toEqual({ state: 'sent' });
    expect(await transport().send(notice({ attempts: 4 }))).toEqual({ state: 'sent' });
    const [first, again] = mails.map(({ raw }) => headersOf(raw));
    const id = messageId(notice(), from);
    expect(id).toMatch(/^<[^<>\s@]+@desk\.example>$/u);
    expect(first).toContain(`Message-ID: ${id}`);
    expect(again).toContain(`Message-ID: ${id}`);
    expect(first).toContain('Auto-Submitted: auto-generated');
    expect(messageId(notice({ id: 'other' }), from)).not.toBe(id);
  });

  it.each([
    ['550-nobody@desk.example', 'failed', 'mailbox-unknown'],
    ['553-bad@desk.example', 'failed', 'mailbox-unknown'],
    ['451-later@desk.example', 'later', 'mail-later'],
    ['452-full@desk.example', 'later', 'mailbox-full'],
  ])('to %s is %s: %s', async (address, state, cause) => {
    const receipt = await transport().send(notice({ address }));
    expect(receipt).toMatchObject({ state, reason: expect.stringContaining(address.slice(0, 3)) });
    expect(causeOf(receipt)).toBe(cause);
  });

  it.each([
    ['refuse-the-content', 'failed'],
    ['busy-with-content', 'later'],
  ])('whose content is answered with %s is %s', async (body, state) => {
    expect(await transport().send(notice({ body }))).toMatchObject({ state });
  });

  it('waits while nobody listens', async () => {
    const receipt = await transport(await freePort()).send(notice());
    expect([receipt.state, causeOf(receipt)]).toEqual(['later', 'not-connected']);
  });
});

describe('what people wrote', () => {
  const plain = async (): Promise<readonly string[]> => {
    mails.length = 0;
    await transport().send(notice());
    return namesOf(mails[0]?.raw ?? '');
  };

  it.each([
    'line\r\nBcc: evil@x.example',
    'line\nBcc: evil@x.example',
    'line\rBcc: evil@x.example',
    'x\r\n\r\nbody of another',
    '=?utf-8?q?=0D=0ABcc:_evil@x.example?=',
    'sep\u2028Bcc: evil@x.example',
  ])('in a subject adds no header: %j', async (subject) => {
    const usual = await plain();
    mails.length = 0;
    await transport().send(notice({ subject }));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.to).toEqual(['wang@desk.example']);
    expect(namesOf(mails[0]?.raw ?? '')).toEqual(usual);
  });

  it.each([
    { kind: 'replied\r\nBcc: evil@x.example' },
    { no: 'TS20260105001\r\nBcc: evil@x.example' },
    { id: 'a>\r\nBcc: evil@x.example' },
    { body: 'x\r\n.\r\nMAIL FROM:<evil@x.example>\r\nRCPT TO:<evil@x.example>\r\nDATA\r\nx' },
    { body: '--boundary\r\nContent-Type: text/html\r\n\r\n<script>' },
  ])('in whatever else a mail is made of adds no header, no recipient and no mail: %j', async (changes) => {
    const usual = await plain();
    mails.length = 0;
    await transport().send(notice(changes));
    expect(mails).toHaveLength(1);
    expect(mails[0]?.to).toEqual(['wang@desk.example']);
    expect(namesOf(mails[0]?.raw ?? '')).toEqual(usual);
  });

  it.each([
    'a@desk.example\r\nRCPT TO:<evil@x.example>',
    'a@desk.example>\r\nRCPT TO:<evil@x.example',
    'a@desk.example, evil@x.example',
    '"a@evil.example x"@desk.example',
    'group: evil@x.example, b@x.example;',
    'a@desk.example <evil@x.example>',
    `a@desk.example${'('.repeat(10_000)}evil@x.example`,
    Array.from({ length: 10_000 }, (_, i) => `v${i}@x.example`).join(', '),
    'a@desk.example\0evil@x.example',
    'a@desk.example\u2028Bcc: evil@x.example',
  ])('as an address reaches nobody else: %#', async (address) => {
    mails.length = 0;
    const begun = Date.now();
    await transport().send(notice({ address }));
    expect(Date.now() - begun).toBeLessThan(500);
    for (const { to, raw } of mails) {
      expect(to).toHaveLength(1);
      expect(to).not.toContain('evil@x.example');
      expect(to).not.toContain('b@x.example');
      expect(namesOf(raw)).toEqual(namesOf(mails[0]?.raw ?? ''));
      expect(namesOf(raw)).not.toContain('Bcc');
    }
  });
});
