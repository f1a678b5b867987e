/** One request of a person with its one Idempotency-Key, however often it was sent. */
export interface Operation {
  readonly who: string;
  readonly action: string;
  readonly key: string;
  /** The ticket; null for an intake whose number nobody was told. */
  no: string | null;
  readonly askedAt: number;
  answeredAt: number | null;
  /** How often it was sent. */
  sent: number;
  /**
   * `ok`: acknowledged, by 2xx. `refused`: 4xx, nothing may have happened. `unknown`: no answer that says either,
   * it may have happened once.
   */
  outcome: 'ok' | 'refused' | 'unknown';
  status: number;
}

/** A stretch of time in which a part was not there; `to` is when it was ready again. */
export interface Outage {
  readonly part: string;
  readonly how: string;
  readonly from: number;
  to: number;
}

/** What was asked and what was broken, for the checker to judge by. */
export interface Journal {
  readonly operations: Operation[];
  readonly outages: Outage[];
}

export const createJournal = (): Journal => ({ operations: [], outages: [] });
