import type { AlarmingDriver } from './driver-types.js';
import type { CatalogueEntry } from './entry.js';
import { entryGaps } from './lint-entry.js';
import { raiserGaps } from './lint-raisers.js';
import { type PlayedAlarm, stepGaps } from './lint-steps.js';

export interface CatalogueLint {
  readonly entries: readonly CatalogueEntry[];
  readonly drivers: readonly AlarmingDriver[];
  /** Alarm types the gateway itself can raise, whatever its configuration. */
  readonly gatewayTypes: readonly string[];
  /** What simulators can bring about; left out = not looked at. */
  readonly steps?: readonly PlayedAlarm[];
}

/**
 * What is missing or contradictory in the catalogue, one sentence each; empty when all is well. An alarm without a
 * remedy in both languages, one that nobody can raise, or one nobody can show at work must not ship
 * (terminal-health.md 6.3 rule 14, 9.5 test 12).
 */
export function catalogueGaps({ entries, drivers, gatewayTypes, steps }: CatalogueLint): string[] {
  return [
    ...repeated(entries.map(({ type }) => type)).map((type) => `alarm type ${type} has more than one entry`),
    ...repeated(entries.map(({ code }) => code)).map((code) => `code ${code} is used more than once`),
    ...entries.flatMap(entryGaps),
    ...raiserGaps(entries, drivers, gatewayTypes),
    ...(steps === undefined ? [] : stepGaps(drivers, steps)),
  ];
}

function repeated(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
