import type { Attachments, Incoming, Unfit, Upload } from '../adapters/attachments.js';
import type { Actor } from '../domain/people.js';
import type { Label, Language } from '../domain/words.js';
import type { Answer } from './answer.js';
import { problem, unavailable, type ProblemCode } from './problems.js';

type Kept = { readonly uploads: readonly Upload[] } | { readonly refused: Answer };

/** Keeps files that came in, all or none, or says in the sender's language why not (§2.3.2). */
export const keepFiles = async (
  attachments: Pick<Attachments, 'keep'>,
  incoming: readonly Incoming[],
  { caller, language }: { readonly caller: Actor; readonly language: Language },
): Promise<Kept> => {
  let kept;
  try {
    kept = await attachments.keep(caller.id, incoming);
  } catch {
    return {
      refused: unavailable(language, {
        'zh-CN': '附件暂时无法保存，请稍后再试。',
        en: 'Files cannot be kept right now; please try again.',
      }),
    };
  }
  return 'unfit' in kept ? { refused: unfit(kept.unfit, kept.name, language) } : kept;
};

/** Whether somebody has sent as much as one may in a day. */
export const isSpent = async (attachments: Pick<Attachments, 'left'>, caller: Actor): Promise<boolean> => {
  const left = await attachments.left(caller.id);
  return left.files <= 0 || left.bytes <= 0;
};

export const spent = (language: Language): Answer => unfit('quota', '', language);

const reasons: Readonly<Record<Unfit, { readonly code: ProblemCode; readonly detail: Label }>> = {
  empty: { code: 'invalid-input', detail: { 'zh-CN': '文件是空的。', en: 'The file is empty.' } },
  kind: {
    code: 'unsupported-media-type',
    detail: {
      'zh-CN': '不接受这种文件；请上传图片、文档、文本、压缩包或录屏。',
      en: 'This kind of file is not taken; send images, documents, text, archives or recordings.',
    },
  },
  pixels: {
    code: 'invalid-input',
    detail: {
      'zh-CN': '图片尺寸过大（最多 5000 万像素）。',
      en: 'The image is too large (50 megapixels at most).',
    },
  },
  infected: {
    code: 'invalid-input',
    detail: {
      'zh-CN': '病毒扫描未通过，文件没有保存。',
      en: 'The virus scan found something; nothing was kept.',
    },
  },
  quota: {
    code: 'too-often',
    detail: {
      'zh-CN': '今天上传的附件已达上限，请明天再试，或联系服务台。',
      en: 'You have sent as much as one may in a day; please try again tomorrow or call the desk.',
    },
  },
};

const unfit = (why: Unfit, name: string, language: Language): Answer => {
  const { code, detail } = reasons[why];
  return problem(code, language, {
    detail,
    clause: '§2.3.2',
    ...(name === '' ? {} : { members: { file: name } }),
    ...(code === 'too-often' ? { headers: { 'retry-after': '3600' } } : {}),
  });
};
