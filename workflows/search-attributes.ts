import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import type { TicketAttributes } from '../domain/attributes.js';

const keyword = (name: keyof TicketAttributes) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/** Writes what has changed of a ticket's attributes in one command; what is left out keeps its value. */
export const upsertAttributes = (before: TicketAttributes, after: TicketAttributes): void => {
  const { TicketMissed, ...keywords } = after;
  const pairs: SearchAttributePair[] = (Object.keys(keywords) as (keyof typeof keywords)[])
    .filter((name) => before[name] !== after[name])
    .map((name) => ({ key: keyword(name), value: after[name] }));
  if (before.TicketMissed !== TicketMissed)
    pairs.push({
      key: defineSearchAttributeKey('TicketMissed', SearchAttributeType.INT),
      value: TicketMissed,
    });
  upsertSearchAttributes(pairs);
};
