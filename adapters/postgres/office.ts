import type { Pool } from 'pg';
import { createAccessLog, type AccessLog } from './access-log.js';
import { createAdminLog, type AdminLog } from './admin-log.js';
import { createCtiCalls, type CtiCalls } from './cti-calls.js';
import { createCallerTickets, type CallerTickets } from './erasing/caller-tickets.js';
import { createErasures, type Erasures } from './erasing/erase-person.js';
import { createPersonExport, type PersonExport } from './erasing/person-export.js';
import { createRetention, type Retention } from './erasing/retention.js';
import { createIdentities, type Identities } from './identities.js';
import { createPeopleRecords, type PeopleRecords } from './people-records.js';
import { createServiceAccounts, type ServiceAccounts } from './service-accounts.js';
import { createSessionRows, type SessionRows } from './sessions.js';

/** Who people and programs are, and the books about what was done to them. */
export interface Office {
  readonly identities: Identities;
  readonly people: PeopleRecords;
  readonly sessions: SessionRows;
  readonly accounts: ServiceAccounts;
  readonly calls: CtiCalls;
  readonly adminLog: AdminLog;
  readonly accessLog: AccessLog;
  readonly erasures: Erasures;
  readonly callerTickets: CallerTickets;
  readonly exportPerson: PersonExport;
  readonly retention: Retention;
}

export const createOffice = (pool: Pool): Office => ({
  identities: createIdentities(pool),
  people: createPeopleRecords(pool),
  sessions: createSessionRows(pool),
  accounts: createServiceAccounts(pool),
  calls: createCtiCalls(pool),
  adminLog: createAdminLog(pool),
  accessLog: createAccessLog(pool),
  erasures: createErasures(pool),
  callerTickets: createCallerTickets(pool),
  exportPerson: createPersonExport(pool),
  retention: createRetention(pool),
});
