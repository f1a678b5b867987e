import { useCallback, useRef, useState } from 'react';
import type { Ticket } from '../../api/types.js';

interface Chosen {
  /** Null until somebody chooses: then it is the first row, whichever that is. */
  readonly no: string | null;
  readonly index: number;
}

const none: Chosen = { no: null, index: 0 };

/** A chosen row that has left gives way to the one in its place. */
const placeOf = (rows: readonly Ticket[], { no, index }: Chosen): number => {
  const found = no === null ? -1 : rows.findIndex((row) => row.no === no);
  return found >= 0 ? found : Math.max(0, Math.min(rows.length - 1, index));
};

/**
 * The row that keys act on. It is kept by its number: rows that come and go above it do not put another under the
 * key. A key pressed right after choosing finds the choice, drawn or not.
 */
export const useChosenRow = (rows: readonly Ticket[]) => {
  const [chosen, draw] = useState(none);
  const latest = useRef(chosen);
  const keep = useCallback((next: Chosen) => {
    latest.current = next;
    draw(next);
  }, []);
  return {
    at: placeOf(rows, chosen),
    /** The chosen ticket as of this moment. */
    current: useCallback((): Ticket | undefined => rows[placeOf(rows, latest.current)], [rows]),
    choose: useCallback((no: string, index: number) => keep({ no, index }), [keep]),
    move: useCallback(
      (by: number) => {
        const index = Math.max(0, Math.min(rows.length - 1, placeOf(rows, latest.current) + by));
        keep({ no: rows[index]?.no ?? null, index });
      },
      [rows, keep],
    ),
    reset: useCallback(() => keep(none), [keep]),
  };
};
