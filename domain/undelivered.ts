/** Why a notice did not arrive, as far as the answer that is kept of it tells. */
const undeliveredCauses = [
  'not-connected',
  'unresolved',
  'connecting-timed-out',
  'answer-timed-out',
  'broken-off',
  'certificate',
  'mail-login',
  'mailbox-unknown',
  'mailbox-full',
  'mail-refused',
  'mail-later',
  'host-not-allowed',
  'redirected',
  'too-often',
  'signature',
  'credentials',
  'sender-not-allowed',
  'recipient-unknown',
  'content',
  'forbidden',
  'no-such-place',
  'other-side',
  'interrupted',
  'acknowledged',
  'switched-off',
  'unclear',
] as const;
export type UndeliveredCause = (typeof undeliveredCauses)[number];

/** Codes of 企业微信, 钉钉 and 飞书; none of them means two things. */
const vendorCodes: Readonly<Partial<Record<UndeliveredCause, readonly string[]>>> = {
  'too-often': '45009 45033 130101 410100 90018 90030 11232 230020 99991400'.split(' '),
  signature: ['19021'],
  credentials:
    '93000 40001 40013 40014 42001 40089 40091 300001 19001 10003 10014 99991661 99991663 99991664'.split(
      ' ',
    ),
  'sender-not-allowed': ['60020', '19022'],
  'recipient-unknown': '81013 60111 60121 33012 40003 230013 99992351'.split(' '),
  content: '19002 19024 400102 460101 9499 40058 45002 44004 230025'.split(' '),
  'other-side': ['-1'],
};

/** The first that fits tells; a mail server's answer begins with the mailer's own code (`EENVELOPE 550 …`). */
const rows: readonly (readonly [RegExp, UndeliveredCause])[] = [
  [/ECONNREFUSED/u, 'not-connected'],
  [/ENOTFOUND|EAI_AGAIN|EDNS|cannot be resolved/u, 'unresolved'],
  [/answer took too long/u, 'answer-timed-out'],
  [/ETIMEDOUT|too long to connect|timeout|greeting never received/iu, 'connecting-timed-out'],
  [/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ETLS|EPROTO/u, 'certificate'],
  [/^EAUTH|^E[A-Z]+ 53[045]\b/u, 'mail-login'],
  [/^E[A-Z]+ (?:.*\b[45]\.2\.2\b|[45]52\b)/u, 'mailbox-full'],
  [/^E[A-Z]+ .*\b5\.7\.\d/u, 'mail-refused'],
  [/^EENVELOPE 55[013]\b|^E[A-Z]+ .*\b5\.1\.\d/u, 'mailbox-unknown'],
  [/^E[A-Z]+ 4\d\d\b/u, 'mail-later'],
  [/^E[A-Z]+ 5\d\d\b|^EENVELOPE|^EMESSAGE/u, 'mail-refused'],
  [/ECONNRESET|EPIPE|ESOCKET|ECONNECTION|broke off|connection failed/u, 'broken-off'],
  [/no URL|only https? |carry a user name|may speak to|not on the public/u, 'host-not-allowed'],
  [/redirects are not followed/u, 'redirected'],
  [/^HTTP 429\b/u, 'too-often'],
  [/^HTTP 40[13]\b/u, 'forbidden'],
  [/^HTTP 4(?:04|10)\b/u, 'no-such-place'],
  [/^HTTP 4\d\d\b/u, 'content'],
  [/^HTTP 5\d\d\b|no access token/u, 'other-side'],
  [/not known there/u, 'recipient-unknown'],
  [/desk stopped/u, 'interrupted'],
  [/^acknowledged$/u, 'acknowledged'],
  [/switched off/u, 'switched-off'],
  // 钉钉 has one code for whatever a robot's own safety settings refuse.
  [/^310000 .*(?:sign|timestamp)/iu, 'signature'],
  [/^310000 .*(?:ip|whitelist)/iu, 'sender-not-allowed'],
  [/^310000 /u, 'content'],
];

/** What the outbox writes before the last answer of a notice that it gave up. */
export const deadLetter = 'dead letter: ';

/** Why, by the reason that is stored with a notice, and whether it was given up after many tries. */
export const undeliveredCause = (
  reason: string,
): { readonly cause: UndeliveredCause; readonly isGivenUp: boolean } => {
  const isGivenUp = reason.startsWith(deadLetter);
  const said = isGivenUp ? reason.slice(deadLetter.length) : reason;
  const [, code = ''] = /^(-?\d+)(?: |$)/u.exec(said) ?? [];
  const byCode = undeliveredCauses.find((cause) => vendorCodes[cause]?.includes(code));
  return { cause: byCode ?? rows.find(([form]) => form.test(said))?.[1] ?? 'unclear', isGivenUp };
};
