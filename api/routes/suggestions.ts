import { z } from 'zod';
import type { Suggested } from '../../adapters/postgres/articles.js';
import { text } from '../../domain/actions/fields.js';
import { ticketNumber } from '../../domain/actions/fields.js';
import { isDutyEntry } from '../../domain/entry.js';
import { articleSight, articleWriters, searchable } from '../../domain/article-sight.js';
import { articleText, draftOf } from '../../domain/knowledge.js';
import { ticketTypes, type TicketType } from '../../domain/words.js';
import { ok, type Answer } from '../answer.js';
import { articleAnswer, articleNames } from '../articles.js';
import { articleAnswerShape, articleJson, reasonOf, suggestionsShape } from '../article-json.js';
import { seenTicket, type Parts } from '../parts.js';
import { notFound, problem } from '../problems.js';
import { forPeople, type KnownCall, type Route } from '../route.js';

const most = 5;
const longestLog = 1000;

const suggestionQuery = z.strictObject({
  text: text(2000).optional(),
  type: z.enum(ticketTypes).optional(),
  ticket: ticketNumber.optional(),
});

/** Articles that may help, at intake and in handling (§2.3.1), and drafts of what a ticket taught (§2.5.1). */
export const suggestionRoutes = (parts: Parts): readonly Route[] => [
  forPeople({
    method: 'get',
    path: '/api/knowledge/suggestions',
    title: { 'zh-CN': '推荐文章', en: 'Suggest articles' },
    clause: '§2.3.1',
    tag: 'knowledge',
    access: 'people',
    query: suggestionQuery,
    refuses: ['not-found'],
    answers: {
      200: {
        description: 'At most five for a text or a ticket, each with the reason.',
        schema: suggestionsShape,
      },
    },
    handle: async (call) => await suggest(parts, call),
  }),
  forPeople({
    method: 'post',
    path: '/api/knowledge/drafts',
    title: { 'zh-CN': '由工单生成草稿', en: 'Draft an article from a ticket' },
    clause: '§2.5.1',
    tag: 'knowledge',
    access: articleWriters,
    body: { schema: z.strictObject({ ticket: ticketNumber }) },
    refuses: ['not-found'],
    answers: {
      201: { description: 'A draft of what its entries say, to be reworked.', schema: articleAnswerShape },
    },
    handle: async ({ body, caller, language }) => {
      const seen = await seenTicket(parts, body.ticket, caller);
      if (seen?.sight !== 'internal') return notFound(language);
      const { ticket, intake } = seen.row;
      const { entries } = await parts.reader.log(ticket.no, {
        sight: 'internal',
        after: 0,
        limit: longestLog,
      });
      const draft = draftOf(
        ticket.type,
        intake.description.symptom,
        entries.flatMap(({ entry }) => (isDutyEntry(entry) || entry.outcome !== 'done' ? [] : [entry])),
      );
      const article = await parts.reader.articles.create({
        text: articleText.parse({ ...draft, handler: ticket.assignee?.id ?? caller.id }),
        by: caller.id,
        state: 'draft',
        change: 'created',
        source: ticket.no,
      });
      return { ...(await articleAnswer(parts, article, caller)), status: 201 };
    },
  }),
];

const suggest = async (
  parts: Parts,
  { query, caller, language }: KnownCall<z.infer<typeof suggestionQuery>>,
): Promise<Answer> => {
  const about = await aboutOf(parts, query, caller);
  if (about === 'missing')
    return problem('invalid-input', language, {
      errors: [
        {
          pointer: '',
          parameter: 'text',
          rule: 'required',
          clause: '§2.3.1',
          detail: { 'zh-CN': 'text 与 ticket 须填其一。', en: 'One of text and ticket is needed.' }[language],
        },
      ],
    });
  if (about === 'unseen') return notFound(language);
  const suggested = await parts.reader.articles.suggest({
    ...about,
    filters: searchable(articleSight(caller)),
    limit: most,
  });
  const nameOf = await articleNames(
    parts,
    suggested.map(({ article }) => article),
  );
  const isStaff = articleSight(caller) !== 'public';
  return ok({
    suggestions: suggested.map((one: Suggested) => {
      // How many tickets of others an article solved is nothing a reporter needs to know.
      const told = isStaff ? one : { ...one, solved: 0 };
      return {
        article: articleJson(one.article, { isStaff, nameOf }),
        reason: reasonOf(told, language),
        words: one.words,
        sameType: one.isSameType,
        solved: told.solved,
      };
    }),
  });
};

type About = { readonly text: string; readonly type?: TicketType | undefined };

const aboutOf = async (
  parts: Parts,
  query: z.infer<typeof suggestionQuery>,
  caller: KnownCall['caller'],
): Promise<About | 'missing' | 'unseen'> => {
  if (query.ticket === undefined)
    return query.text === undefined ? 'missing' : { text: query.text, type: query.type };
  const seen = await seenTicket(parts, query.ticket, caller);
  if (seen === null) return 'unseen';
  const { symptom, attempted } = seen.row.intake.description;
  return { text: [symptom, query.text ?? '', attempted].join('\n'), type: seen.row.ticket.type };
};
