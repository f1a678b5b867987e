import type { Readable } from 'node:stream';

/** Takes one line of text, without its line break. */
export type Log = (line: string) => void;

/** Feeds every line of `stream` to `log`; a last line without a break counts. */
export function readLines(stream: Readable, log: Log): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') log(line.trimEnd());
  });
  stream.on('end', () => {
    if (rest.trim() !== '') log(rest.trimEnd());
    rest = '';
  });
  // The other end may go away at any moment; its exit is noticed elsewhere.
  stream.on('error', () => undefined);
}

/** Keeps the last `count` lines of what goes through it. */
export function lastLines(count: number): { readonly add: Log; readonly text: () => string } {
  const lines: string[] = [];
  return {
    add: (line) => {
      lines.push(line);
      if (lines.length > count) lines.shift();
    },
    text: () => lines.join('\n'),
  };
}
