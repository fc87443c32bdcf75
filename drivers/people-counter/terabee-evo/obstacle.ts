import type { Clock } from '../../clock.js';

export interface ObstacleRule {
  /** mm */
  readonly blockedBelowMm: number;
  readonly blockedSeconds: number;
}

/** Notices a beam that stays too short: something hangs or stands before the sensor. */
export function obstacleWatch(clock: Pick<Clock, 'monotonic'>, { blockedBelowMm, blockedSeconds }: ObstacleRule) {
  /** Since when each beam is too short. */
  let since: readonly (number | undefined)[] = [];
  return {
    /** mm, beam by beam. */
    seen(distances: readonly number[]): void {
      since = distances.map((distance, beam) =>
        distance < blockedBelowMm ? (since[beam] ?? clock.monotonic()) : undefined,
      );
    },
    /** For people, while a beam is blocked. */
    blocked(): string | undefined {
      const limit = clock.monotonic() - blockedSeconds * 1_000;
      const beams = since.flatMap((from, beam) => (from !== undefined && from <= limit ? [beam + 1] : []));
      if (beams.length === 0) return undefined;
      return `beam ${beams.join(' and ')}: an obstacle nearer than ${blockedBelowMm} mm for ${blockedSeconds} s`;
    },
  };
}
