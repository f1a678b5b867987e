import { createServer } from 'node:http';
import { SMTPServer } from 'smtp-server';
import { readConfig } from '../config/config.js';
import { environment } from '../config/environment.js';
import { mailOf, mailboxPage, type BoxMail, type BoxPost } from './mailbox/box.js';

// The local mailbox of `npm start`: an SMTP server that keeps what it is sent, and a group robot that always says ok.
// For development alone: anybody on this machine may read it.
const config = readConfig(environment());
const most = 500;
const mails: BoxMail[] = [];
const posts: BoxPost[] = [];
const keep = <T>(list: T[], one: T): void => {
  list.push(one);
  if (list.length > most) list.shift();
};

const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['AUTH', 'STARTTLS'],
  size: 1_000_000,
  onData: (stream, session, done) => {
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      keep(mails, mailOf(Buffer.concat(parts).toString('utf8'), to));
      done();
    });
  },
});
smtp.on('error', () => undefined);

const page = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const isRobot = request.method === 'POST';
    if (isRobot)
      keep(posts, {
        at: new Date().toISOString(),
        path: (request.url ?? '').replace(/\?.*$/u, ''),
        body: Buffer.concat(parts).toString('utf8').slice(0, 20_000),
      });
    const isJson = isRobot || request.url === '/mails.json';
    response.setHeader('content-type', `${isJson ? 'application/json' : 'text/html'}; charset=utf-8`);
    response.setHeader('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    if (isRobot) response.end(JSON.stringify({ errcode: 0, errmsg: 'ok', code: 0, msg: 'success' }));
    else response.end(isJson ? JSON.stringify({ mails, posts }) : mailboxPage(mails, posts));
  });
});

smtp.listen(config.ports.smtp, '127.0.0.1', () =>
  page.listen(config.ports.mailbox, '127.0.0.1', () => process.send?.({ ready: true })),
);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    smtp.close();
    page.close();
    page.closeAllConnections();
  });
