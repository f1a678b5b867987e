import { anytime } from './anytime.js';
import { closing } from './closing.js';
import { dispatching } from './dispatching.js';
import { escalation } from './escalation.js';
import { handling } from './handling.js';
import type { ActionName } from './names.js';
import type { ActionRow } from './row.js';

/** The manual's first table: what people may do. */
export const actions: Readonly<Record<ActionName, ActionRow>> = {
  ...dispatching,
  ...handling,
  ...escalation,
  ...closing,
  ...anytime,
};
