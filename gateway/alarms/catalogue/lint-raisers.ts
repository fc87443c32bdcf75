import { isSecurity } from '../quiet.js';
import { type AlarmingDriver, typesOf } from './driver-types.js';
import type { CatalogueEntry, RaisedBy } from './entry.js';
import { plannedDrivers } from './planned-drivers.js';

/** Where the catalogue and those who raise its alarms do not agree. */
export function raiserGaps(
  entries: readonly CatalogueEntry[],
  drivers: readonly AlarmingDriver[],
  gatewayTypes: readonly string[],
): string[] {
  const byType = new Map(entries.map((entry) => [entry.type, entry]));
  return [
    ...drivers.flatMap((driver) => driverGaps(driver, byType)),
    ...gatewayTypes.flatMap((type) => gatewayGaps(type, byType.get(type))),
    ...entries.flatMap((entry) => entryRaiserGaps(entry, drivers, gatewayTypes)),
  ];
}

function driverGaps(driver: AlarmingDriver, byType: ReadonlyMap<string, CatalogueEntry>): string[] {
  const name = `driver ${driver.class}/${driver.name}`;
  const declared = typesOf(driver).flatMap((type) => {
    const entry = byType.get(type);
    if (!entry) return [`${name} can raise ${type}, which has no entry`];
    const { raisedBy = 'drivers' } = entry;
    if (raisedBy === 'drivers') return [];
    if (typeof raisedBy === 'object')
      return [`${name} raises ${type}, which still awaits ${raisedBy.awaits.join(', ')}`];
    return [`${name} can raise ${type}, which only the ${raisedBy} raises`];
  });
  const delayed = driver.alarms.filter(({ type, onDelaySeconds = 0 }) => {
    const entry = byType.get(type);
    return entry && isSecurity(entry) && onDelaySeconds !== 0;
  });
  return [...declared, ...delayed.map(({ type }) => `${name} delays the security alarm ${type}`)];
}

function gatewayGaps(type: string, entry: CatalogueEntry | undefined): string[] {
  if (!entry) return [`the gateway can raise ${type}, which has no entry`];
  return entry.raisedBy === 'gateway' ? [] : [`the gateway can raise ${type}, whose entry does not say so`];
}

function entryRaiserGaps(
  { code, type, raisedBy = 'drivers' }: CatalogueEntry,
  drivers: readonly AlarmingDriver[],
  gatewayTypes: readonly string[],
): string[] {
  const gap = raiserGap(raisedBy, {
    byDriver: drivers.some((driver) => typesOf(driver).includes(type)),
    byGateway: gatewayTypes.includes(type),
  });
  return gap === undefined ? [] : [`${code} ${type}: ${gap}`];
}

function raiserGap(raisedBy: RaisedBy, is: { byDriver: boolean; byGateway: boolean }): string | undefined {
  if (raisedBy === 'drivers') return is.byDriver ? undefined : 'no driver can raise it, and it awaits none';
  if (raisedBy === 'gateway') return is.byGateway ? undefined : 'the gateway cannot raise it';
  if (raisedBy === 'centre') return undefined;
  if (raisedBy.awaits.length === 0) return 'it awaits no driver';
  const unknown = raisedBy.awaits.filter((name) => !plannedDrivers.includes(name));
  return unknown.length === 0 ? undefined : `it awaits ${unknown.join(', ')}, which nobody plans`;
}
