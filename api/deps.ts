import type { Logger } from 'pino';
import type { Registry } from '../adapters/channels/registry.js';
import type { SecretKeeping } from '../adapters/channels/secrets.js';
import type { Outbound } from '../adapters/outbound.js';
import type { Attachments } from '../adapters/attachments.js';
import type { Directory } from '../adapters/postgres/directory.js';
import type { Intakes } from '../adapters/postgres/intakes.js';
import type { Office } from '../adapters/postgres/office.js';
import type { Reader } from '../adapters/postgres/reader.js';
import type { TicketRuns } from '../adapters/temporal/ticket-runs.js';
import type { TemporalProbe } from '../adapters/temporal/probe.js';
import type { Instant } from '../domain/instant.js';
import type { Language } from '../domain/words.js';
import type { EntranceOptions } from './entrance.js';
import type { Limits } from './limits.js';
import type { Verify } from './tokens.js';

/** How long the API waits for Temporal, in milliseconds, before it says so to the caller. */
export interface Patience {
  readonly startMs: number;
  readonly actMs: number;
  readonly queueMs: number;
  /** For a trial of a policy, before its caller is sent to look again. */
  readonly trialMs: number;
  /** For a sign of life of a trial that another process runs, before it is begun anew here. */
  readonly trialSilenceMs: number;
}

/** Everything an API stands on. */
export interface AppDeps {
  readonly verify: Verify;
  readonly directory: Directory;
  readonly intakes: Intakes;
  readonly office: Office;
  readonly reader: Reader;
  readonly attachments: Attachments;
  readonly runs: TicketRuns;
  readonly probe: TemporalProbe;
  /** Without it nobody signs in with a browser. */
  readonly entrance?: EntranceOptions;
  /** What channels are made of; without it they can be read, and neither changed nor tried. */
  readonly channels?: {
    readonly registry: Registry;
    readonly outbound: Outbound;
    readonly keeping: SecretKeeping;
  };
  readonly log: Logger;
  /** Language of whoever states no preference. */
  readonly language?: Language;
  readonly limits?: Partial<Limits>;
  readonly patience?: Partial<Patience>;
  readonly now?: () => Instant;
}
