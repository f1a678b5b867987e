import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** One mail as it arrived: its envelope, and its text with headers. */
export interface Mail {
  readonly to: readonly string[];
  readonly raw: string;
  readonly messageId: string;
}

export interface Inbox {
  readonly url: string;
  readonly mails: readonly Mail[];
  /** Called with each mail before it is taken; a text refuses it with that SMTP answer. */
  judge: ((mail: Mail) => { readonly code: number; readonly text: string } | null) | undefined;
  readonly close: () => Promise<void>;
}

const header = (raw: string, name: string): string =>
  new RegExp(`^${name}: (.*(?:\\r?\\n[ \\t].*)*)`, 'imu').exec(raw)?.[1]?.replaceAll(/\r?\n[ \t]/gu, ' ') ??
  '';

/** A real SMTP server that keeps what it is sent. */
export const startInbox = async (): Promise<Inbox> => {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8');
        const to = session.envelope.rcptTo.map(({ address }) => address);
        const mail = { to, raw, messageId: header(raw, 'Message-ID') };
        const refusal = inbox.judge?.(mail) ?? null;
        if (refusal !== null) {
          done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
          return;
        }
        mails.push(mail);
        done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  const inbox: Inbox = {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    judge: undefined,
    close: async () =>
      await new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
  return inbox;
};

/** The decoded text of a mail's first text part. */
export const textOf = ({ raw }: Mail): string => {
  const part = /content-type: text\/plain[\s\S]*?(?:\r\n\r\n)([\s\S]*?)(?:\r\n--|$)/iu.exec(raw);
  const head = (part?.[0] ?? raw).split('\r\n\r\n')[0] ?? '';
  const body = part?.[1] ?? raw.split('\r\n\r\n').slice(1).join('\r\n\r\n');
  if (/base64/iu.test(/content-transfer-encoding: .*/iu.exec(`${head}\n${raw}`)?.[0] ?? ''))
    return Buffer.from(body, 'base64').toString('utf8');
  return Buffer.from(
    body
      .replaceAll(/=\r\n/gu, '')
      .replaceAll(/=([0-9A-F]{2})/gu, (_whole, hex: string) => String.fromCharCode(Number(`0x${hex}`))),
    'latin1',
  ).toString('utf8');
};
