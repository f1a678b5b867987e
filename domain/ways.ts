import { channelKindRows, isServed, type KnownChannel, type Serving } from './channels.js';
import type { Instant } from './instant.js';
import { quietUntil, type Preference } from './preferences.js';

/** One way by which a notice goes to a person, beside the inbox. */
export interface Way {
  readonly channel: 'smtp' | KnownChannel;
  readonly address: string;
  /** Waits this long: for quiet hours to end, or for the recipient to react to the way before. */
  readonly delayMs: number;
  /** Goes only if nobody has reacted by then. */
  readonly backup: boolean;
}

export interface Reach extends Serving {
  readonly email: string | null;
  readonly preference: Preference | null;
  readonly channels: readonly KnownChannel[];
  readonly at: Instant;
  /** How long an urgent notice waits for a reaction before it takes the next way. */
  readonly nextAfterMs: number;
}

/** The ways to one person: those they chose at once, and of an urgent notice the others one after the other. */
export const waysTo = (reach: Reach): readonly Way[] => {
  const { email, preference, at, urgent } = reach;
  const mail = email === null ? [] : [{ channel: 'smtp' as const, address: email }];
  const personal = reach.channels.flatMap((channel) => {
    const address = preference?.accounts?.[channel.id];
    return channelKindRows[channel.kind].personal && address !== undefined && isServed(channel, reach)
      ? [{ channel, address }]
      : [];
  });
  const available = [...mail, ...personal];
  const idOf = (way: (typeof available)[number]): string =>
    way.channel === 'smtp' ? 'smtp' : way.channel.id;
  const chosen =
    (preference?.channels as Readonly<Record<string, readonly string[]>> | undefined)?.[reach.notice] ??
    preference?.channels?.['*'];
  const wanted = available.filter((way, i) => (chosen === undefined ? i === 0 : chosen.includes(idOf(way))));
  // Nobody can choose not to be told of what cannot wait.
  const now = wanted.length === 0 && urgent ? available.slice(0, 1) : wanted;
  const delayMs = urgent ? 0 : quietUntil(preference?.quiet, at) - at;
  const later = urgent && !reach.isReporter ? available.filter((way) => !now.includes(way)) : [];
  return [
    ...now.map((way) => ({ ...way, delayMs, backup: false })),
    ...later.map((way, i) => ({ ...way, delayMs: (i + 1) * reach.nextAfterMs, backup: true })),
  ];
};
