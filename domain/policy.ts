import { z } from 'zod';
import { calendarSchema, hoursSchema } from './calendar.js';
import { chinaCalendar } from './calendars/china.js';
import { shared } from './schema.js';
import { parseSpan, spanSchema } from './span.js';
import { dutyNames, stages } from './words.js';

const byUrgency = z.strictObject({ urgent: spanSchema, important: spanSchema, normal: spanSchema });
const recipientSchema = z.enum([
  'assignee',
  'lead',
  'supervisor',
  'deputy',
  'manager',
  'liaison',
  'reporter',
]);
/** Of what comes again and again: none could ever be waited for. */
const intervalSchema = spanSchema.refine(
  (span) => !z.safeParse(spanSchema, span).success || parseSpan(span).ms >= 1000,
  'Must be a second or longer',
);
/** A version of a policy, as far as its table counts. */
export const policyNumber = z.int().min(1).max(2_147_483_647);
const wordsSchema = z.array(z.string().min(1).max(40)).max(200);

/**
 * Every number of the manual, and those the manual leaves to us. Versioned, copied into a ticket at intake.
 * Spans are texts such as `15 min`, `3 wd` (working days), `8 bh` (business hours).
 */
export const policySchema = shared(
  z.strictObject({
    version: policyNumber,
    name: z.string().min(1).max(80),
    /** How long each duty may take (§1, §2.2–§2.5). */
    targets: z.strictObject({
      response: byUrgency,
      contact: byUrgency,
      'emergency-acknowledgement': spanSchema,
      'escalation-request': spanSchema,
      decision: spanSchema,
      'progress-sync': intervalSchema,
      confirmation: spanSchema,
      survey: spanSchema,
      'follow-up': spanSchema,
      improvement: spanSchema,
      knowledge: spanSchema,
      archive: spanSchema,
    }),
    /** Ordinary handling after which the system demands the escalation request (§2.3.3). */
    ordinaryHandling: spanSchema,
    /** Share of the target after which the owner is warned; a duty without a share is not warned of. */
    warnAt: z.partialRecord(z.enum(dutyNames), z.number().gt(0).lt(1)),
    /** Stages in which a duty's clock stands still (§2.3.2). */
    pausedIn: z.partialRecord(z.enum(dutyNames), z.array(z.enum(stages)).max(stages.length)),
    /** After a miss: one more person is asked each time the span has passed, until the duty is done. */
    chase: z.partialRecord(
      z.enum(dutyNames),
      z.strictObject({ every: intervalSchema, asks: z.array(recipientSchema).min(1).max(10) }),
    ),
    /** Reminders before a duty is due, counted from its start (§2.4.2). */
    reminders: z.partialRecord(z.enum(dutyNames), z.array(spanSchema).max(10)),
    /** How often a ticket goes to the next engineer on duty after a missed contact (§2.2.3). */
    contactReroutes: z.int().min(0).max(10),
    survey: z.strictObject({
      sendAfter: spanSchema,
      validFor: spanSchema,
      remindAfter: spanSchema,
      lowBelow: z.number().min(1).max(5),
      judgedBy: z.enum(['any-dimension', 'average']),
      negativeWords: wordsSchema,
      /** A person who was asked this recently is not asked again; without it everybody is. */
      coolDown: spanSchema.optional(),
    }),
    notices: z
      .strictObject({
        /** How long an urgent notice waits for a reaction before it takes the recipient's next channel. */
        nextChannelAfter: spanSchema,
      })
      .optional(),
    /** Words that turn a confirmation into one that is held (§2.4.2). */
    notSolvedWords: wordsSchema,
    urgeEvery: spanSchema,
    /** A duty noticed this late or later was missed by the platform, not by a person. */
    platformLateAfter: spanSchema,
    businessHours: hoursSchema,
    calendar: calendarSchema,
  }),
);
export type Policy = z.infer<typeof policySchema>;

const officeHours = [
  ['09:00', '12:00'],
  ['13:30', '18:00'],
] as const;

/** The manual's values; what is ours is marked in docs/conformance.md. */
export const manualPolicy: Policy = {
  version: 1,
  name: '手册默认 / as in the manual',
  targets: {
    response: { urgent: '5 min', important: '4 h', normal: '24 h' },
    contact: { urgent: '15 min', important: '30 min', normal: '30 min' },
    'emergency-acknowledgement': '5 min',
    'escalation-request': '15 min',
    decision: '30 min',
    'progress-sync': '2 h',
    confirmation: '3 wd',
    survey: '1 h',
    'follow-up': '24 h',
    improvement: '10 wd',
    knowledge: '1 wd',
    archive: '3 wd',
  },
  ordinaryHandling: '2 h',
  warnAt: {
    response: 0.8,
    contact: 0.8,
    decision: 0.8,
    'progress-sync': 0.8,
    'follow-up': 0.8,
    improvement: 0.8,
    knowledge: 0.8,
    archive: 0.8,
  },
  pausedIn: { 'escalation-request': ['awaiting-reporter', 'verifying'] },
  chase: {
    'emergency-acknowledgement': { every: '5 min', asks: ['deputy', 'manager', 'lead', 'supervisor'] },
    decision: { every: '30 min', asks: ['manager'] },
    'follow-up': { every: '24 h', asks: ['manager'] },
  },
  reminders: { confirmation: ['1 h', '24 h'] },
  contactReroutes: 1,
  survey: {
    sendAfter: '0 s',
    validFor: '7 d',
    remindAfter: '24 h',
    lowBelow: 4,
    judgedBy: 'any-dimension',
    negativeWords: ['不满意', '太差', '很差', '失望', '投诉', 'dissatisfied', 'unacceptable', 'complaint'],
  },
  notSolvedWords: [
    '没解决',
    '没有解决',
    '未解决',
    '还是不行',
    '仍然不行',
    '部分解决',
    'not solved',
    'not fixed',
    'partly solved',
    'still broken',
  ],
  urgeEvery: '10 min',
  platformLateAfter: '1 min',
  businessHours: {
    days: { mon: officeHours, tue: officeHours, wed: officeHours, thu: officeHours, fri: officeHours },
  },
  calendar: chinaCalendar,
};
