import pdfmake, { type Content } from 'pdfmake';
import type { FormFont } from './fonts.js';

/** A form on A4, as PDF. */
export type PrintForm = (form: PdfForm) => Promise<Buffer>;

export interface PdfForm {
  readonly title: string;
  /** The ticket's number, in the foot of each page. */
  readonly no: string;
  /** When the record was made; the same form of the same moment is the same file. */
  readonly at: number;
  /** Plain data: it may come from another process. */
  readonly content: readonly Content[];
}

/** Thin lines around every field. */
const ruled = {
  hLineWidth: () => 0.6,
  vLineWidth: () => 0.6,
  paddingTop: () => 5,
  paddingBottom: () => 5,
};

/** Prints forms with one font; nothing but that font is read, and nothing is fetched. */
export const createPrintForm = ({ path, name }: FormFont): PrintForm => {
  const font = name === null ? path : [path, name];
  return async ({ title, no, at, content }) => {
    pdfmake.setFonts({ Form: { normal: font, bold: font, italics: font, bolditalics: font } });
    pdfmake.setTableLayouts({ form: ruled });
    pdfmake.setUrlAccessPolicy(() => false);
    pdfmake.setLocalAccessPolicy((asked) => asked === path);
    const made = pdfmake.createPdf({
      info: { title: `${title} ${no}`, subject: no, creationDate: new Date(at), modDate: new Date(at) },
      pageSize: 'A4',
      pageMargins: [50, 56, 50, 56],
      defaultStyle: { font: 'Form', fontSize: 10.5, lineHeight: 1.3 },
      footer: (page, pages) => ({
        text: `${no}　${page} / ${pages}`,
        alignment: 'center',
        fontSize: 8,
        color: '#555555',
        margin: [0, 18, 0, 0],
      }),
      content,
    });
    return await made.getBuffer();
  };
};
