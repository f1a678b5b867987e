import type { RequestHandler, Response } from 'express';
import type { Attachments } from '../adapters/attachments.js';
import type { Actor } from '../domain/people.js';
import type { Language } from '../domain/words.js';
import type { Answer } from './answer.js';
import { formBody } from './body.js';
import { incomingForm, mostFiles } from './incoming-files.js';
import { isSpent, keepFiles, spent } from './kept-files.js';
import { problem, type ProblemDetails } from './problems.js';

/** Fields that the desk itself fills in: ids of what was kept, and what is wrong with what was not. */
export const filesField = 'attachments';
export const refusedField = 'filesRefused';

interface Asked {
  readonly caller: (res: Response) => Actor | null;
  readonly language: (req: Parameters<RequestHandler>[0]) => Language;
  readonly limit: number | undefined;
}

/**
 * A page's form that may hold files. They are kept for its sender; the form's fields then name them in `attachments`
 * beside those that were kept before, or say in `filesRefused` why they were not, and nothing typed is lost.
 */
export const formWithFiles = (attachments: Attachments, asked: Asked): RequestHandler => {
  const plain = formBody(asked.limit);
  return async (req, res, next) => {
    const caller = asked.caller(res);
    if (req.is('multipart/form-data') === false || caller === null) return plain(req, res, next);
    const language = asked.language(req);
    const { fields, incoming, refused } = await incomingForm(attachments, req);
    const { [refusedField]: _sent, ...typed } = fields;
    const give = (more: Readonly<Record<string, string>>): void => {
      req.body = { ...typed, ...more };
      next();
    };
    if (refused !== null)
      return give({
        [refusedField]:
          refused === 'too-large' ? tooLarge(attachments, language) : toldOf(problem(refused, language)),
      });
    if (incoming.length === 0) return give({});
    if (await isSpent(attachments, caller)) {
      await attachments.discard(incoming);
      return give({ [refusedField]: toldOf(spent(language)) });
    }
    const kept = await keepFiles(attachments, incoming, { caller, language });
    if ('refused' in kept) return give({ [refusedField]: toldOf(kept.refused) });
    const before = (typed[filesField] ?? '').split(',').filter((id) => id !== '');
    return give({ [filesField]: [...before, ...kept.uploads.map(({ id }) => id)].join(',') });
  };
};

const megabyte = 1_000_000;

const tooLarge = ({ limits }: Attachments, language: Language): string => {
  const most = `${Math.max(1, Math.floor(limits.fileBytes / megabyte))} MB`;
  return {
    'zh-CN': `文件过大或过多：每个不超过 ${most}，一次不超过 ${mostFiles} 个。这次选择的文件都没有保存，请重新选择。`,
    en: `Too large or too many: at most ${most} a file and ${mostFiles} files at once. None of these was kept; please choose again.`,
  }[language];
};

const toldOf = ({ body }: Answer): string => {
  const { detail, file } = body as ProblemDetails & { readonly file?: string };
  return file === undefined ? detail : `${file}：${detail}`;
};
