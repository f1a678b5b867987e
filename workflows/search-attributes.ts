import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import type { TicketAttributes } from '../domain/attributes.js';

const keyword = (name: keyof TicketAttributes) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);

/** Writes all attributes of a ticket in one command. */
export const upsertAttributes = (attributes: TicketAttributes): void => {
  const { TicketMissed, ...keywords } = attributes;
  const pairs: SearchAttributePair[] = Object.entries(keywords).map(([name, value]) => ({
    key: keyword(name as keyof TicketAttributes),
    value,
  }));
  upsertSearchAttributes([
    ...pairs,
    { key: defineSearchAttributeKey('TicketMissed', SearchAttributeType.INT), value: TicketMissed },
  ]);
};
