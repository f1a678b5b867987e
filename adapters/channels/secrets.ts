import { seal, unseal, type KeptSecret, type SealingKeys } from './sealing.js';

/** Where secrets come from and how they are kept. */
export interface SecretKeeping {
  /** Null: secrets can only be named by a variable of the environment. */
  readonly keys: SealingKeys | null;
  /** Variables that channels may name, by name; never the others. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A secret as an administrator gives it: in the clear, or by the name of a variable. */
export type GivenSecret = string | { readonly env: string };

/** The secret as it is kept; null where there is no key to seal it with, or no such variable. */
export const keepSecret = (
  given: GivenSecret,
  { place, keeping }: { readonly place: string; readonly keeping: SecretKeeping },
): KeptSecret | null => {
  if (typeof given !== 'string')
    return keeping.variables[given.env] === undefined ? null : { env: given.env };
  return keeping.keys === null ? null : seal(given, { place, keys: keeping.keys });
};

/** Throws when it cannot be had; the error names no secret. */
export const openSecret = (
  kept: KeptSecret,
  { place, keeping }: { readonly place: string; readonly keeping: SecretKeeping },
): string => {
  if ('env' in kept) {
    const value = keeping.variables[kept.env];
    if (value === undefined) throw new Error(`the variable ${kept.env} is not set`);
    return value;
  }
  if (keeping.keys === null) throw new Error('there is no key for secrets of channels');
  return unseal(kept, { place, keys: keeping.keys });
};
