import type { Message } from '../../activities/ports.js';

/** A text of at most so many bytes of UTF-8, cut between characters. */
export const fitting = (text: string, bytes: number): string => {
  const whole = Buffer.from(text);
  if (whole.length <= bytes) return text;
  const ellipsis = '…';
  let end = bytes - Buffer.byteLength(ellipsis);
  // Bytes 10xxxxxx continue a character: it is cut before it begins.
  while (end > 0 && ((whole[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${whole.subarray(0, end).toString('utf8')}${ellipsis}`;
};

/** Subject and body as one text; the body goes first to be cut. */
export const chatText = ({ subject, body }: Pick<Message, 'subject' | 'body'>, bytes: number): string =>
  fitting(body === '' ? subject : `${subject}\n${body}`, bytes);
