import { setPriority } from 'node:os';
import type { FormFont } from './fonts.js';
import { createPrintForm, type PdfForm } from './pdf.js';

// A process of its own, which prints forms for the one that started it (see printer.ts) and ends with it.
setPriority(10);
const print = createPrintForm(JSON.parse(process.argv[2] ?? '') as FormFont);

const answer = async ({ id, form }: { readonly id: number; readonly form: PdfForm }): Promise<void> => {
  try {
    process.send?.({ id, pdf: (await print(form)).toString('base64') });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? error.message : String(error) });
  }
};
process.on('message', (asked) => void answer(asked as Parameters<typeof answer>[0]));
process.on('disconnect', () => process.exit(0));
