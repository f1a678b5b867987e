import type { IHistory, IHistoryEvent } from './temporal-types.js';
