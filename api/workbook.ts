import { create as contentDisposition } from 'content-disposition';
import { writeXlsx, xlsxMedia, type Sheet, type SheetKind } from '../adapters/xlsx-write.js';
import type { Language } from '../domain/words.js';
import type { About, Answer } from './answer.js';

/** Whether a workbook is asked for: by `format=xlsx`, or by the media type where nothing else is said. */
export const isWorkbook = (
  format: 'json' | 'xlsx' | undefined,
  header: (name: string) => string | undefined,
): boolean => format === 'xlsx' || (format === undefined && header('accept')?.includes(xlsxMedia) === true);

/** The last sheet of each workbook: what it is about, one line each. */
export const aboutSheet = (language: Language, lines: Iterable<readonly [string, string]>): Sheet => {
  const isChinese = language === 'zh-CN';
  const text: SheetKind = 'text';
  return {
    name: isChinese ? '说明' : 'About',
    columns: [
      { title: isChinese ? '项目' : 'Item', kind: text, width: 20 },
      { title: isChinese ? '内容' : 'Content', kind: text, width: 90 },
    ],
    rows: lines,
  };
};

/** A workbook to be kept as a file of this name (without its ending). */
export const workbookAnswer = async (
  name: string,
  sheets: readonly Sheet[],
  about?: About,
): Promise<Answer> => ({
  status: 200,
  body: await writeXlsx(sheets),
  headers: {
    'content-type': xlsxMedia,
    'content-disposition': contentDisposition(`${name}.xlsx`),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
  ...(about === undefined ? {} : { about }),
});
