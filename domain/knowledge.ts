import { z } from 'zod';
import { parseDate } from './instant.js';
import { line, paragraph, text } from './actions/fields.js';
import { articleVisibilities } from './article-sight.js';
import { ticketTypes, type TicketType } from './words.js';

/** The knowledge base (§2.5.1): what an article holds, and what a ticket teaches. */

/** A day of the calendar, `2026-11-24`. */
export const day = z
  .string()
  .max(10)
  .refine((value) => parseDate(value) !== null, { params: { format: 'date' } })
  .meta({ format: 'date' });

/** What people write of an article. */
export const articleText = z.strictObject({
  type: z.enum(ticketTypes),
  title: line,
  symptoms: paragraph,
  solution: text(20_000),
  tags: z
    .array(text(40))
    .max(20)
    .default(() => []),
  visibility: z.enum(articleVisibilities).default('internal'),
  /** Who solved it; whoever writes the article where it is left out. */
  handler: z.string().trim().min(1).max(63).optional(),
  reviewOn: day.nullable().default(null),
});
export type ArticleText = z.infer<typeof articleText>;

/** What the entries of a ticket say about how it was solved, as the beginning of an article. */
export interface Draft {
  readonly type: TicketType;
  readonly title: string;
  readonly symptoms: string;
  readonly solution: string;
}

/** Makes a draft of what was recorded: symptoms from intake and diagnoses, solution from steps and the resolution (§2.3.1). */
export const draftOf = (
  type: TicketType,
  symptom: string,
  entries: readonly { readonly action: string; readonly input: Readonly<Record<string, unknown>> }[],
): Draft => {
  const said = (action: string, field: string): readonly string[] =>
    entries
      .filter((entry) => entry.action === action && typeof entry.input[field] === 'string')
      .map((entry) => String(entry.input[field]));
  const steps = entries
    .filter(({ action }) => action === 'record-step')
    .map(({ input }, i) => `${i + 1}. ${String(input['action'])} → ${String(input['result'])}`);
  const findings = said('record-diagnosis', 'finding');
  const causes = said('propose-resolution', 'cause').slice(-1);
  const solutions = said('propose-resolution', 'solution').slice(-1);
  return {
    type,
    title: Array.from(symptom.split(/[\n。；;.!！?？]/u)[0]?.trim() || symptom)
      .slice(0, 60)
      .join(''),
    symptoms: cut([symptom, ...findings].join('\n'), 4000),
    solution: cut([...steps, ...causes, ...solutions].join('\n') || symptom, 20_000),
  };
};

/** Never half a character. */
const cut = (value: string, max: number): string => value.slice(0, max).replace(/\p{Surrogate}$/u, '');
