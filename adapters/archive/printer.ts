import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FormFont } from './fonts.js';
import type { PrintForm } from './pdf.js';

/** What the printing process runs; tests give what runs it uncompiled. */
export interface PrintProgram {
  readonly entry: string;
  readonly execArgv: readonly string[];
}

const compiled: PrintProgram = {
  entry: fileURLToPath(new URL('print-process.js', import.meta.url)),
  execArgv: [],
};

interface Answer {
  readonly id: number;
  readonly pdf?: string;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (pdf: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** Its memory is given back after this long without a form. */
const idleMs = 30_000;

/**
 * Prints forms in a process of its own, at low priority: laying out a form with a font of 10 MB holds up whatever else
 * its process does by a tenth of a second and more. It is started when it is needed, and again when it has died.
 */
export const createPrinter = (font: FormFont, { entry, execArgv }: PrintProgram = compiled): PrintForm => {
  const waiting = new Map<number, Waiting>();
  let child: ChildProcess | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last = 0;

  const start = (): ChildProcess => {
    // Nothing of the desk's environment is needed there, least of all its keys.
    const started = fork(entry, [JSON.stringify(font)], {
      execArgv: [...execArgv],
      env: {},
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    started.unref();
    started.channel?.unref();
    const ended = (): void => {
      if (child !== started) return;
      child = null;
      for (const { reject } of waiting.values()) reject(new Error('the process that prints forms has ended'));
      waiting.clear();
    };
    started.on('error', ended);
    started.on('exit', ended);
    started.on('message', (message) => {
      const { id, pdf, error } = message as Answer;
      const asked = waiting.get(id);
      waiting.delete(id);
      if (pdf === undefined) asked?.reject(new Error(error ?? 'the form could not be printed'));
      else asked?.resolve(Buffer.from(pdf, 'base64'));
    });
    return started;
  };

  const stopWhenIdle = (): void => {
    clearTimeout(idle);
    idle = setTimeout(() => {
      const stopped = child;
      if (waiting.size > 0) return;
      child = null;
      stopped?.disconnect();
    }, idleMs);
    idle.unref();
  };

  return async (form) => {
    child ??= start();
    const printing = child;
    const id = (last += 1);
    try {
      return await new Promise<Buffer>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        printing.send({ id, form }, (error) => {
          if (error !== null) reject(error);
        });
      });
    } finally {
      waiting.delete(id);
      stopWhenIdle();
    }
  };
};
