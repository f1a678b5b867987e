import type { Pool } from 'pg';
import { createAdminLog, type AdminLog } from './admin-log.js';
import { createIdentities, type Identities } from './identities.js';
import { createSessionRows, type SessionRows } from './sessions.js';

/** Who people and programs are, and the books about what was done to them. */
export interface Office {
  readonly identities: Identities;
  readonly sessions: SessionRows;
  readonly adminLog: AdminLog;
}

export const createOffice = (pool: Pool): Office => ({
  identities: createIdentities(pool),
  sessions: createSessionRows(pool),
  adminLog: createAdminLog(pool),
});
