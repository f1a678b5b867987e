import { arrivalsReport } from './arrivals.js';
import { backlogReport } from './backlog.js';
import { dutiesReport } from './duties.js';
import { escalationsReport } from './escalations.js';
import { knowledgeReport } from './knowledge.js';
import { latenessReport } from './lateness.js';
import { reopensReport } from './reopens.js';
import { satisfactionReport } from './satisfaction.js';
import type { ReportRow } from './table.js';

/** All reports there are; API, workbook and page derive from these rows. */
export const reports = {
  duties: dutiesReport,
  lateness: latenessReport,
  backlog: backlogReport,
  reopens: reopensReport,
  escalations: escalationsReport,
  satisfaction: satisfactionReport,
  knowledge: knowledgeReport,
  arrivals: arrivalsReport,
} as const satisfies Readonly<Record<string, ReportRow>>;

export type ReportName = keyof typeof reports;
export const reportNames = Object.keys(reports) as readonly ReportName[];
export const isReport = (name: string): name is ReportName => Object.hasOwn(reports, name);
/** Names of a report's tables. */
export type TableOf<Name extends ReportName> = keyof (typeof reports)[Name]['tables'] & string;
