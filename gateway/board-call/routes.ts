import type { ResolvedConfig } from '../config/schema.js';

/** Where a number lights; the board's zone "main" when none is named. */
export interface CallPlace {
  readonly board: string;
  readonly zone?: string;
}

/** Which boards show the calls of which counter. */
export interface CallRoutes {
  /** Every board that can be called. */
  readonly boards: readonly string[];
  /** Names of the counters that have boards; undefined when every counter has. */
  readonly counters: readonly string[] | undefined;
  /** Counter 3 and "3" are the same. Empty for a counter without boards. */
  placesOf(counter: string | number): readonly CallPlace[];
}

export function callRoutes({ calls, devices }: Pick<ResolvedConfig, 'calls' | 'devices'>): CallRoutes {
  const boards = devices
    .filter(
      ({ driver, admin }) => driver.class === 'led-board' && driver.commands.includes('call') && admin === 'enabled',
    )
    .map(({ id }) => id);
  const routes = (calls ?? (boards.length > 0 ? [{ counters: undefined, boards }] : [])).map((entry) => ({
    counters: entry.counters?.map(String),
    places: entry.boards.map((place) => (typeof place === 'string' ? { board: place } : place)),
  }));
  const named = routes.flatMap(({ counters = [] }) => counters);
  return {
    boards,
    counters: routes.some(({ counters }) => counters === undefined) ? undefined : [...new Set(named)],
    placesOf: (counter) =>
      routes.flatMap(({ counters, places }) => (counters?.includes(String(counter)) === false ? [] : places)),
  };
}
