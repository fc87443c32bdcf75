import type { HallView } from '../hall-queue.js';
import type { DayRecord } from '../history/day-record.js';

/** Days of the history that are asked where today has measured nothing yet. */
const recentDays = 14;

/**
 * Mean time at a counter, s, of the mix of services that customers come for today, or came for lately; undefined where
 * nothing was ever measured.
 */
export function meanServiceSeconds(view: HallView, history: readonly DayRecord[]): number | undefined {
  const today = view.services.map(({ issued, meanServiceSeconds }) => ({ issued, seconds: meanServiceSeconds }));
  const lately = history
    .slice(-recentDays)
    .flatMap(({ services }) => Object.values(services))
    .map(({ issued, serviceSeconds }) => ({ issued, seconds: serviceSeconds }));
  return weighted(today) ?? weighted(lately);
}

function weighted(
  services: readonly { readonly issued: number; readonly seconds: number | undefined }[],
): number | undefined {
  let [sum, weight] = [0, 0];
  for (const { issued, seconds } of services) {
    if (seconds === undefined || seconds <= 0) continue;
    sum += issued * seconds;
    weight += issued;
  }
  return weight === 0 ? undefined : sum / weight;
}
