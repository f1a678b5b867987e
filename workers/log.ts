import { DefaultLogger, type LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';

const levels: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
};

/** Temporal's own log lines in the desk's stream; only what names no person is passed on. */
export const coreLogger = (log: Logger): DefaultLogger =>
  new DefaultLogger('INFO', ({ level, message, meta }) => {
    const { workflowId, runId, activityType, attempt, error } = (meta ?? {}) as Record<string, unknown>;
    const quiet = level === 'INFO' ? 'debug' : levels[level];
    log[quiet](
      { workflowId, runId, activityType, attempt, error: error instanceof Error ? error.message : undefined },
      message,
    );
  });
