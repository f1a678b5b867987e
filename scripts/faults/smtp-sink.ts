import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** One mail as it arrived; `at` in epoch milliseconds. */
export interface Mail {
  readonly messageId: string;
  readonly to: readonly string[];
  readonly at: number;
  /** Head and body as they came. */
  readonly raw: string;
}

/** A real SMTP server that takes every mail and remembers which it was. */
export interface SmtpSink {
  readonly url: string;
  readonly mails: readonly Mail[];
  readonly close: () => Promise<void>;
}

export const startSmtpSink = async (): Promise<SmtpSink> => {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData: (stream, session, done) => {
      let text = '';
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => (text += chunk));
      stream.on('end', () => {
        // A sender that died in the middle has handed nothing over.
        if (!stream.sizeExceeded)
          mails.push({
            messageId: /^message-id:\s*(\S+)/imu.exec(text)?.[1] ?? '',
            to: session.envelope.rcptTo.map(({ address }) => address),
            at: Date.now(),
            raw: text,
          });
        done();
      });
    },
  });
  // Killed senders break their connections; that is what they are here for.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
};
