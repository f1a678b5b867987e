import type { Change } from '../../domain/duties.js';
import { isDutyEntry, type Entry } from '../../domain/entry.js';
import { evolve, found } from '../../domain/evolve.js';
import type { Policy } from '../../domain/policy.js';
import type { Ticket } from '../../domain/ticket.js';

/** An entry with the version of the rules that it was decided under. */
export interface RuledEntry {
  readonly entry: Entry;
  readonly rules: number;
}

/** The ticket after each of its entries from the first, which was registered under `policy`. */
export const refold = (entries: readonly RuledEntry[], policy: Policy): readonly Change[] => {
  let before: Ticket | null = null;
  return entries.map(({ entry, rules }) => {
    if (before === null && isDutyEntry(entry)) throw new Error('a ticket begins with its registration');
    const after: Ticket =
      before === null
        ? found(entry as Exclude<Entry, { duty: unknown }>, policy, rules)
        : evolve({ ...before, rules }, entry);
    const change = { before, after, entry };
    before = after;
    return change;
  });
};

/** The policy that a ticket's registration names. */
export const policyVersionOf = ([registration]: readonly RuledEntry[]): number =>
  Number(registration?.entry.input['policyVersion']);
