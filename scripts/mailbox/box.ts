/** One mail as the local mailbox shows it. */
export interface BoxMail {
  readonly at: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
}

/** One message to the local mailbox's group robot, whichever vendor's form it has. */
export interface BoxPost {
  readonly at: string;
  readonly path: string;
  readonly body: string;
}

const headerOf = (head: string, name: string): string =>
  new RegExp(`^${name}:[ \\t]*(.*(?:\\r?\\n[ \\t].*)*)`, 'imu').exec(head)?.[1] ?? '';

/** RFC 2047: words of UTF-8 in headers. */
const wordsOf = (header: string): string =>
  header
    .replaceAll(/\?=\s+=\?/gu, '?==?')
    .replaceAll(/\r?\n[ \t]/gu, ' ')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/giu, (_whole, way: string, text: string) =>
      (way.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64')
        : quotedBytes(text.replaceAll('_', ' '))
      ).toString('utf8'),
    );

const quotedBytes = (text: string): Buffer =>
  Buffer.from(
    text.replaceAll(/=([0-9A-F]{2})/giu, (_whole, hex: string) => String.fromCharCode(Number(`0x${hex}`))),
    'latin1',
  );

/** What people read of a mail: its subject and its plain text. */
export const mailOf = (raw: string, to: readonly string[]): BoxMail => {
  const [head = ''] = raw.split('\r\n\r\n', 1);
  const boundary = /boundary="?([^"\r\n;]+)"?/iu.exec(headerOf(head, 'content-type'))?.[1];
  const parts = boundary === undefined ? [raw] : raw.split(`--${boundary}`);
  const plain = parts.find((part) => /content-type: text\/plain/iu.test(part)) ?? raw;
  const end = plain.indexOf('\r\n\r\n');
  const encoding = headerOf(plain.slice(0, end), 'content-transfer-encoding').toLowerCase();
  const body = plain.slice(end + 4);
  const text =
    encoding === 'base64'
      ? Buffer.from(body, 'base64').toString('utf8')
      : encoding === 'quoted-printable'
        ? quotedBytes(body.replaceAll(/=\r?\n/gu, '')).toString('utf8')
        : body;
  return {
    at: new Date().toISOString(),
    to,
    subject: wordsOf(headerOf(head, 'subject')),
    text: text.trim(),
    messageId: headerOf(head, 'message-id'),
  };
};

const escaped = (text: string): string => text.replaceAll(/[&<>"]/gu, (one) => `&#${one.codePointAt(0)};`);

/** Everything in the mailbox, newest first; no script, and nothing in it is followed. */
export const mailboxPage = (mails: readonly BoxMail[], posts: readonly BoxPost[]): string => {
  const mail = ({ at, to, subject, text }: BoxMail): string =>
    `<article><h2>${escaped(subject)}</h2><p>${escaped(at)} → ${escaped(to.join(', '))}</p><pre>${escaped(text)}</pre></article>`;
  const post = ({ at, path, body }: BoxPost): string =>
    `<article><h2>${escaped(path)}</h2><p>${escaped(at)}</p><pre>${escaped(body)}</pre></article>`;
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>本机邮箱</title>
<style>body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto}article{border-top:1px solid #ccc}pre{white-space:pre-wrap}</style></head>
<body><h1>本机邮箱（仅供开发）</h1><p><a href="/mails.json">JSON</a></p>${[...mails].reverse().map(mail).join('')}
<h1>群机器人</h1>${[...posts].reverse().map(post).join('')}</body></html>`;
};
