import type { Clock } from '../../clock.js';

/**
 * For how long nobody has been counted although people could pass, ms; undefined while they cannot, e.g. behind a closed
 * door. By the clock that does not jump.
 */
export function standstill(clock: Clock) {
  let since: number | undefined;
  return ({ changed, open }: { readonly changed: boolean; readonly open: boolean }): number | undefined => {
    if (!open) since = undefined;
    else if (changed || since === undefined) since = clock.monotonic();
    return since === undefined ? undefined : clock.monotonic() - since;
  };
}
