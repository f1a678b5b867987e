import type { Pool } from 'pg';
import type { ReportName, TableOf } from '../../../domain/reports/reports.js';
import { readArrivals } from './arrivals.js';
import type { Figures, ReadReport, ReportAsked } from './asked.js';
import { readBacklog } from './backlog.js';
import { readDuties } from './duties.js';
import { readEscalations } from './escalations.js';
import { readKnowledge } from './knowledge.js';
import { readLateness } from './lateness.js';
import { readReopens } from './reopens.js';
import { readSatisfaction } from './satisfaction.js';

const readings: { readonly [Name in ReportName]: ReadReport<TableOf<Name>> } = {
  duties: readDuties,
  lateness: readLateness,
  backlog: readBacklog,
  reopens: readReopens,
  escalations: readEscalations,
  satisfaction: readSatisfaction,
  knowledge: readKnowledge,
  arrivals: readArrivals,
};

export interface ReportReads {
  /** The rows of each of a report's tables. */
  readonly report: (
    name: ReportName,
    asked: ReportAsked,
  ) => Promise<Readonly<Record<string, readonly Figures[]>>>;
}

export const createReportReads = (pool: Pool): ReportReads => ({
  report: async (name, asked) => await readings[name](pool, asked),
});
