/** Keys of the payload codec: `current` encrypts, all of them decrypt. Each is 32 bytes (AES-256). */
export type PayloadKeys = {
  readonly current: string;
  readonly keys: Readonly<Record<string, Uint8Array>>;
};

const keyId = /^[A-Za-z0-9_-]{1,32}$/;
const base64 = /^[A-Za-z0-9+/]{43}=$/;

/**
 * Reads `id:base64,id:base64` (the first is current) or `{"current":"id","keys":{"id":"base64"}}`.
 * Answers the keys, or the reasons why the text is none; no reason repeats key material.
 */
export function parsePayloadKeys(text: string): PayloadKeys | string[] {
  const read = text.trimStart().startsWith('{') ? fromJson(text) : fromList(text);
  if (typeof read === 'string') return [read];

  const keys: Record<string, Uint8Array> = {};
  const reasons: string[] = [];
  for (const [id, secret] of read.pairs) {
    if (!keyId.test(id)) reasons.push('a key id is 1 to 32 letters, digits, "-" or "_"');
    else if (id in keys) reasons.push(`key "${id}" is given twice`);
    else if (!base64.test(secret)) reasons.push(`key "${id}" must be 32 bytes in base64`);
    else keys[id] = Uint8Array.from(Buffer.from(secret, 'base64'));
  }
  if (reasons.length === 0 && !(read.current in keys)) {
    reasons.push(`the current key "${read.current}" is not among the keys`);
  }
  return reasons.length > 0 ? reasons : { current: read.current, keys };
}

/** Whether a key is a placeholder rather than random: all of its bytes are the same. */
export function hasPlaceholderKey({ keys }: PayloadKeys): boolean {
  return Object.values(keys).some((key) => key.every((byte) => byte === key[0]));
}

type Pairs = { readonly current: string; readonly pairs: readonly (readonly [string, string])[] };

function fromList(text: string): Pairs {
  const pairs = text.split(',').map((part) => {
    const at = part.indexOf(':');
    return [part.slice(0, Math.max(at, 0)).trim(), part.slice(at + 1).trim()] as const;
  });
  return { current: pairs[0]?.[0] ?? '', pairs };
}

function fromJson(text: string): Pairs | string {
  const shape = 'the JSON must be {"current": id, "keys": {id: base64}}';
  try {
    const { current, keys } = JSON.parse(text) as { current?: unknown; keys?: unknown };
    if (typeof current !== 'string' || typeof keys !== 'object' || keys === null) return shape;
    const pairs = Object.entries(keys as Record<string, unknown>);
    if (!pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string')) return shape;
    return { current, pairs };
  } catch {
    return shape;
  }
}
