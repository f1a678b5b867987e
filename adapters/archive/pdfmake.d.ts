// What is used of pdfmake. Its own types (@types/pdfmake) bring those of browsers into every file of the desk.
declare module 'pdfmake' {
  export type Content =
    | string
    | (Partial<Readonly<ContentStyle>> & {
        readonly text?: string;
        readonly stack?: readonly Content[];
        readonly columns?: readonly Content[];
        readonly canvas?: readonly object[];
        readonly table?: { readonly widths: readonly (string | number)[]; readonly body: TableCell[][] };
        readonly layout?: string;
      });

  export interface ContentStyle {
    fontSize: number;
    alignment: 'left' | 'center' | 'right';
    color: string;
    fillColor: string;
    margin: readonly [number, number, number, number];
    width: number | 'auto' | '*';
    columnGap: number;
    colSpan: number;
    pageBreak: 'before';
  }

  export type TableCell = Content;

  interface Definition {
    readonly info: Readonly<Record<string, string | Date>>;
    readonly pageSize: 'A4';
    readonly pageMargins: readonly [number, number, number, number];
    readonly defaultStyle: Readonly<Record<string, string | number>>;
    readonly footer: (page: number, pages: number) => Content;
    readonly content: readonly Content[];
  }

  const pdfmake: {
    setFonts(fonts: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>): void;
    setTableLayouts(layouts: Readonly<Record<string, Readonly<Record<string, () => number>>>>): void;
    setUrlAccessPolicy(allows: (url: string) => boolean): void;
    setLocalAccessPolicy(allows: (path: string) => boolean): void;
    createPdf(definition: Definition): { getBuffer(): Promise<Buffer> };
  };
  export default pdfmake;
}
