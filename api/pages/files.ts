import { dropField, type KeptFile } from '../../web/plain/files.js';
import { filesField, refusedField } from '../form-with-files.js';
import type { Parts } from '../parts.js';
import type { KnownCall } from '../route.js';
import { fieldsOf } from './kit.js';

const mostFiles = 20;
const idForm = /^[A-Za-z0-9_-]{22}$/u;

export interface FormFiles {
  readonly kept: readonly KeptFile[];
  readonly refused: string;
}

/** Files of a form: the sender's own that no ticket names yet and that were not taken out again. */
export const filesOfForm = async (
  { attachments }: Pick<Parts, 'attachments'>,
  { body, caller }: Pick<KnownCall<unknown, unknown>, 'body' | 'caller'>,
): Promise<FormFiles> => {
  const field = fieldsOf(body);
  const ids = field(filesField)
    .split(',')
    .filter((id) => idForm.test(id) && field(`${dropField}${id}`) === '');
  const found = await Promise.all(
    [...new Set(ids)].slice(0, mostFiles).map(async (id) => await attachments.get(id)),
  );
  return {
    kept: found.flatMap((upload) =>
      upload !== null && upload.by === caller.id && upload.links.length === 0
        ? [{ id: upload.id, name: upload.name }]
        : [],
    ),
    refused: field(refusedField),
  };
};
