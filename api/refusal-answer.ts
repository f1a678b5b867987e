import type { Request } from 'express';
import { refusalPage, type RefusedPage } from '../web/plain/refusal.js';
import { wordOf } from '../web/words/words.js';
import type { Answer } from './answer.js';
import { htmlAnswer } from './pages/kit.js';
import type { ProblemCode, ProblemDetails } from './problems.js';

/** Whether a person's browser asks for something to look at; programs, and scripts of the pages, ask for JSON. */
const wantsPage = (req: Request): boolean =>
  !req.path.startsWith('/api/') && req.accepts('json', 'html') === 'html';

const retried: readonly ProblemCode[] = ['too-often', 'unavailable', 'internal'];

/** A refusal as a plain page where a browser shows the answer to somebody; else as it is. */
export const shownRefusal = (req: Request | undefined, answer: Answer): Answer => {
  if (req === undefined || !isProblem(answer.body) || !wantsPage(req)) return answer;
  const { title, detail, code } = answer.body;
  const language = answer.headers?.['content-language'] === 'en' ? 'en' : 'zh-CN';
  const again = req.method === 'GET' && !req.path.startsWith('/auth/') ? req.originalUrl : '/';
  const shown = htmlAnswer(
    refusalPage(
      {
        title,
        detail: detail === title ? null : detail,
        advice: wordOf(language, ['refusals', code]),
        link: linkOf(code, again, language),
      },
      { language, reader: null, path: again },
    ),
    answer.status,
  );
  return { ...shown, headers: { ...answer.headers, ...shown.headers, vary: 'Accept' } };
};

const linkOf = (code: ProblemCode, again: string, language: 'en' | 'zh-CN'): RefusedPage['link'] => {
  if (code === 'unauthenticated')
    return {
      to: `/auth/login?return=${encodeURIComponent(again)}`,
      text: wordOf(language, ['refusals', 'signIn']),
    };
  return retried.includes(code) ? { to: again, text: wordOf(language, ['refusals', 'retry']) } : null;
};

const isProblem = (body: unknown): body is ProblemDetails =>
  typeof body === 'object' && body !== null && 'code' in body && 'errors' in body;
