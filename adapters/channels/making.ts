import type { Outbound } from '../outbound.js';

/** What a transport is made of; secrets are in the clear here, and nowhere else. */
export interface Making {
  readonly channel: string;
  readonly outbound: Outbound;
  /** The vendor's address, or that of a private installation of it; without a slash at its end. */
  readonly base: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  /** Seconds and milliseconds of signatures come from it. */
  readonly now: () => number;
}
