/** How many frames are looked back on. */
const lookedAt = 100;
/** Fewer frames say nothing about a line. */
const enough = 20;
/** So many damaged ones may be chance. */
const chance = 4;

/**
 * Takes the frames since the last call; gives how many of the last hundred were damaged when that is noise, and until it is
 * less than half as bad. 0 % switches it off.
 */
export function noiseOf(percent: number) {
  let damagedAt: boolean[] = [];
  let noisy = false;
  return ({ intact, damaged }: { readonly intact: number; readonly damaged: number }): number | undefined => {
    const fresh = [...flags(damaged, true), ...flags(intact, false)];
    damagedAt = [...damagedAt, ...fresh].slice(-lookedAt);
    const bad = damagedAt.filter(Boolean).length;
    const share = (bad * 100) / Math.max(damagedAt.length, enough);
    noisy = percent > 0 && (noisy ? share * 2 >= percent : share >= percent && bad > chance);
    return noisy ? bad : undefined;
  };
}

function flags(count: number, damaged: boolean): boolean[] {
  return Array<boolean>(Math.min(count, lookedAt)).fill(damaged);
}
