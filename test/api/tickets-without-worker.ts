import { createDirectory } from '../../adapters/postgres/directory.js';
import { createIntakes } from '../../adapters/postgres/intakes.js';
import type { Pool } from '../../adapters/postgres/pool.js';
import { createTicketStore } from '../../adapters/postgres/ticket-store.js';
import type { ActionName } from '../../domain/actions/names.js';
import { act, referencesOf, refuse } from '../../domain/decide.js';
import type { Refusal } from '../../domain/refusal.js';
import type { Intake } from '../../domain/register.js';
import { intake } from '../adapters/desk.js';

const options = { publicUrl: 'https://desk.example', smtpEnabled: false };

/** Tickets that the rules decide about and the store commits, as a worker would, at once. */
export const ticketsOf = (pool: Pool) => {
  const intakes = createIntakes(pool, options);
  const store = createTicketStore(pool, options);
  const directory = createDirectory(pool);
  const deciding = async (no: string, who: string, action: ActionName, input: object) => {
    const [ticket, by] = [await intakes.loadTicket(no), await directory.identify(who)];
    if (ticket === null || by === null) throw new Error(`there is no ${no} or no ${who}`);
    return {
      ticket,
      request: { action, by, input, facts: await directory.lookUp(referencesOf(action, input), by) },
    };
  };
  return {
    open: async (changes: Partial<Intake> = {}, who = 'wang'): Promise<string> => {
      const by = { id: who, staffNumber: null, role: 'reporter' as const };
      const accepted = await intakes.accept({ sent: intake(changes), by, now: Date.now() });
      if (accepted.state === 'refused') throw new Error(accepted.why.detail.en);
      return accepted.no;
    },
    does: async (no: string, who: string, action: ActionName, input: object = {}): Promise<void> => {
      const { ticket, request } = await deciding(no, who, action, input);
      const why = refuse(ticket, request, Date.now());
      if (why !== null) throw new Error(`${who} ${action}: ${why.code} ${why.detail.en}`);
      await store.commit(act(ticket, request, Date.now()));
    },
    refusal: async (no: string, who: string, action: ActionName, input: object): Promise<Refusal | null> => {
      const { ticket, request } = await deciding(no, who, action, input);
      return refuse(ticket, request, Date.now());
    },
  };
};
