import type { Clock } from '../../clock.js';
import type { Counts } from '../counting/model.js';

type Way = 'in' | 'out';
const ways: readonly Way[] = ['in', 'out'];

/**
 * Which beams have been interrupted for too long. One that counted since the last look was free in between: people pass
 * faster than a module is asked.
 */
export function beamWatch(clock: Pick<Clock, 'monotonic'>, limitSeconds: number) {
  const since: Record<Way, number | undefined> = { in: undefined, out: undefined };
  let before: Counts | undefined;
  return (interrupted: Readonly<Record<Way, boolean>>, counts: Counts): string | undefined => {
    for (const way of ways) {
      if (!interrupted[way]) since[way] = undefined;
      else if (since[way] === undefined || counts[way] !== before?.[way]) since[way] = clock.monotonic();
    }
    before = counts;
    if (limitSeconds === 0) return undefined;
    const blocked = ways.filter((way) => {
      const from = since[way];
      return from !== undefined && clock.monotonic() - from >= limitSeconds * 1_000;
    });
    return blocked.length === 0
      ? undefined
      : `beam ${blocked.join(' and ')} interrupted for ${limitSeconds} s without counting anybody`;
  };
}
