import { setTimeout as pause } from 'node:timers/promises';
import type { DeskAddresses } from '../launch/desk-file.js';
import type { BoxMail, BoxPost } from '../mailbox/box.js';

/** The local mailbox of the running desk, as the demo reads it. */
export interface DemoMailbox {
  readonly url: string;
  readonly read: () => Promise<{ readonly mails: readonly BoxMail[]; readonly posts: readonly BoxPost[] }>;
  /** The token in the link of a ticket's survey, once its mail has come. Throws when none comes. */
  readonly surveyToken: (no: string) => Promise<string>;
}

const lookMs = 300;
const patienceMs = 30_000;

/** Null where the desk has no local mailbox: its mails go to a real server. */
export const openMailbox = ({ env }: DeskAddresses): DemoMailbox | null => {
  const { MAILBOX_PORT: port, SMTP_PORT: smtpPort, SMTP_URL: smtp } = env;
  if (port === undefined || smtp !== `smtp://127.0.0.1:${smtpPort}`) return null;
  const url = `http://127.0.0.1:${port}`;
  const read: DemoMailbox['read'] = async () => {
    const answer = await fetch(`${url}/mails.json`, { signal: AbortSignal.timeout(5000) });
    return (await answer.json()) as Awaited<ReturnType<DemoMailbox['read']>>;
  };
  return {
    url,
    read,
    surveyToken: async (no) => {
      for (const until = performance.now() + patienceMs; performance.now() < until; await pause(lookMs)) {
        const { mails } = await read();
        const found = mails.findLast(
          ({ subject, text }) => subject.includes(no) && text.includes('/survey/'),
        );
        const token = /\/survey\/([\w-]+)/u.exec(found?.text ?? '')?.[1];
        if (token !== undefined) return token;
      }
      throw new Error(`no mail with the survey of ${no} has come`);
    },
  };
};
