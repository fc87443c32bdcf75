import type { Clock } from '../clock.js';
import type { AlarmCondition } from '../driver.js';

/** Takes what one poll has seen, gives the condition to report. */
export type NoChangeWatch = (seen: { readonly changed: boolean; readonly doorOpen: boolean }) => AlarmCondition;

/**
 * The plausibility rule in place of the blockage flag that serial counters lack (led-boards-counters-hid.md 5.1): the
 * counts stand still although the door is open for `minutes`. 0 switches the rule off.
 */
export function noChangeWatch(minutes: number, clock: Clock): NoChangeWatch {
  const type = 'counter-blocked-or-no-change';
  let since: number | undefined;
  return ({ changed, doorOpen }) => {
    if (!doorOpen) since = undefined;
    else if (changed || since === undefined) since = clock.monotonic();
    const frozen = minutes > 0 && since !== undefined && clock.monotonic() - since >= minutes * 60_000;
    if (!frozen) return { type, active: false };
    return { type, active: true, detail: `the door is open and nobody was counted for ${minutes} min` };
  };
}
