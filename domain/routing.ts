import { z } from 'zod';
import { groupId, text } from './actions/fields.js';
import { ticketTypes } from './words.js';

/** Rules in order; the first that fits routes a ticket, and what a rule leaves open fits everything (§2.2.1). */
export const routingRulesSchema = z
  .array(
    z.strictObject({
      type: z.enum(ticketTypes).nullable(),
      /** Systems or keywords, any of which occurs in symptom or impact, whatever the case. */
      words: z.array(text(40)).max(100),
      department: text(80).nullable(),
      group: groupId,
    }),
  )
  .max(500);
export type RoutingRule = z.infer<typeof routingRulesSchema>[number];
