import type { Presence } from './topology.js';

/** A terminal behind a switch, as the rule sees it. Times are monotonic ms. */
export interface Behind {
  readonly presence: Presence;
  /** When it was heard last; -Infinity = not since the start. */
  readonly heardAt: number;
  /** First failure of the loss it is in; -Infinity = before the start. Of no meaning for one that is not lost. */
  readonly failedAt: number;
}

/** How far first failures may lie apart and still be one loss, ms: three failures 5 s apart, 3 s each (4.2). */
export const togetherMs = 20_000;

/**
 * Half the terminals of a switch lost together are the loss of the switch (terminal-health.md 4.3); one alone never is,
 * also where only two hang on it. One that was lost before says nothing of what happens now: it counts neither way.
 * @returns when the loss began, monotonic ms; undefined where there is none.
 */
export function lostTogether(behind: readonly Behind[]): number | undefined {
  const lost = behind.filter(({ presence, failedAt }) => presence === 'lost' && failedAt > Number.NEGATIVE_INFINITY);
  const latest = Math.max(...lost.map(({ failedAt }) => failedAt));
  const together = lost.filter(({ failedAt }) => failedAt >= latest - togetherMs);
  const present = behind.filter(({ presence }) => presence === 'present');
  if (!isHalf(together.length, present.length)) return undefined;
  return Math.min(...together.map(({ failedAt }) => failedAt));
}

/** What is known of a switch that counts as lost since `since`. */
export interface StillLost {
  readonly lasts: boolean;
  /** Those heard or lost since the start are enough to say so; the others are taken for lost until they are asked. */
  readonly confirmed: boolean;
}

export function stillLost(behind: readonly Behind[], since: number): StillLost {
  const count = (presence: Presence) => behind.filter((each) => each.presence === presence).length;
  const lost = behind.filter(({ presence, failedAt }) => presence === 'lost' && failedAt >= since).length;
  const [present, unknown] = [count('present'), count('unknown')];
  return { lasts: isHalf(lost + unknown, present), confirmed: isHalf(lost, present + unknown) };
}

/** True while those that have not been heard since `failedAt`, the first failure of one that is lost, could still make it half. */
export function isOpen(behind: readonly Behind[], failedAt: number): boolean {
  const lost = behind.filter((each) => each.presence === 'lost' && each.failedAt >= failedAt - togetherMs);
  const others = behind.filter(({ presence }) => presence !== 'lost');
  const heard = others.filter(({ heardAt }) => heardAt >= failedAt);
  return others.length > heard.length && isHalf(lost.length + others.length - heard.length, heard.length);
}

/** Devices of one terminal are one: it is lost when all that is known of it is. */
export function asOne(devices: readonly Behind[]): Behind {
  const presences = devices.map(({ presence }) => presence);
  const presence = presences.includes('present') ? 'present' : presences.includes('lost') ? 'lost' : 'unknown';
  const lost = devices.filter((device) => device.presence === 'lost');
  return {
    presence,
    heardAt: Math.max(...devices.map(({ heardAt }) => heardAt)),
    failedAt: Math.max(...lost.map(({ failedAt }) => failedAt)),
  };
}

function isHalf(lost: number, present: number): boolean {
  return lost >= 2 && lost >= present;
}
