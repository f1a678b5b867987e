import type { Instant } from './instant.js';

/** At most `count` messages in any stretch of `perMs`. */
export interface Cap {
  readonly count: number;
  readonly perMs: number;
}

/** Messages are counted from their answers on; a vendor's clock is not ours all the same. */
const window = ({ perMs }: Cap): number => perMs + Math.max(perMs * 0.02, Math.min(perMs * 0.2, 200));

/** How many messages may go now, given when earlier ones went; Infinity without caps. */
export const roomAt = (caps: readonly Cap[], sent: readonly Instant[], now: Instant): number =>
  Math.min(
    Infinity,
    ...caps.map((cap) => Math.max(0, cap.count - sent.filter((at) => at > now - window(cap)).length)),
  );

/** When the next message may go: `now` if there is room. */
export const freeAt = (caps: readonly Cap[], sent: readonly Instant[], now: Instant): Instant =>
  Math.max(
    now,
    ...caps.map((cap) => {
      const inside = sent.filter((at) => at > now - window(cap)).sort((one, other) => one - other);
      const blocking = inside[inside.length - cap.count];
      return blocking === undefined ? now : blocking + window(cap);
    }),
  );

/** How much of what is waiting goes out now: so many one by one, the rest as one digest, or later at `at`. */
export interface Plan {
  readonly singles: number;
  readonly digest: boolean;
  readonly at: Instant;
}

/**
 * Shares a channel's cap between single messages and digests. The first half of the longest window goes to single
 * messages; when more waits than that, the other half goes to digests, spread over the window, so that a burst is
 * told of within seconds and the cap is never reached.
 */
export const planSending = (
  waiting: number,
  {
    caps,
    sent,
    now,
  }: { readonly caps: readonly Cap[]; readonly sent: readonly Instant[]; readonly now: Instant },
): Plan => {
  const longest = caps.reduce<Cap | null>(
    (one, cap) => (one === null || cap.perMs > one.perMs ? cap : one),
    null,
  );
  if (longest === null) return { singles: waiting, digest: false, at: now };
  const room = roomAt(caps, sent, now);
  if (room === 0) return { singles: 0, digest: false, at: freeAt(caps, sent, now) };
  const half = Math.max(1, Math.floor(longest.count / 2));
  const used = sent.filter((at) => at > now - window(longest)).length;
  const singles = Math.min(waiting, room, Math.max(0, half - used));
  if (singles > 0) return { singles, digest: false, at: now };
  const spacingMs = longest.perMs / Math.max(1, longest.count - half);
  const nextAt = Math.max(...sent, 0) + spacingMs;
  return nextAt <= now ? { singles: 0, digest: true, at: now } : { singles: 0, digest: false, at: nextAt };
};
