import { styleText } from 'node:util';
import type { Log } from '../launch/log.js';

/** One log stream for all parts of the desk. */
export type Output = {
  /** What the supervisor itself says. */
  readonly say: Log;
  /** A log whose lines start with the part's name. */
  readonly of: (name: string) => Log;
};

const colours = ['blue', 'magenta', 'green', 'yellow', 'cyan', 'red'] as const;

/** Writes to `stream`: with coloured names on a terminal, plain elsewhere. */
export function createOutput(stream: NodeJS.WriteStream): Output {
  // Who reads the log may go away (a closed pipe); the desk goes on.
  stream.on('error', () => undefined);
  const styled = stream.isTTY && stream.hasColors();
  const seen: string[] = [];
  return {
    say: (line) => stream.write(`${styled ? styleText('bold', line) : line}\n`),
    of: (name) => {
      if (!seen.includes(name)) seen.push(name);
      const colour = colours[seen.indexOf(name) % colours.length] ?? 'blue';
      const label = name.padEnd(8);
      const prefix = styled ? styleText(colour, `${label} │`) : `${label} |`;
      return (line) => stream.write(`${prefix} ${line}\n`);
    },
  };
}
