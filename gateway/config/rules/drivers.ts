import { type AnyDriver, deviceClasses } from '../../../drivers/index.js';
import { didYouMean, formatPath, type Mistake } from '../../validation/mistake.js';
import { schemaMistakes } from '../../validation/schema-mistakes.js';
import { suggest } from '../../validation/suggest.js';
import type { DeviceOutline, Outline } from '../outline.js';
import { repeated } from './repeated.js';

export function driverRules({ devices }: Outline, drivers: readonly AnyDriver[]): Mistake[] {
  return [...devices.flatMap((device) => driverRule(device, drivers)), ...addressRule(devices)];
}

function driverRule({ path, fields, driver }: DeviceOutline, drivers: readonly AnyDriver[]): Mistake[] {
  if (driver) {
    // Options that are no mapping at all are a mistake of the device, not of the driver's.
    return fields.options ? schemaMistakes(driver.options, fields.options, [...path, 'options']) : [];
  }
  if (fields.driver === undefined) return [];
  const names = drivers.flatMap(({ class: of, name }) => (of === (fields.class ?? of) ? [name] : []));
  const elsewhere = drivers.find(({ name }) => name === fields.driver);
  const help = elsewhere
    ? { hint: `${elsewhere.name} drives a ${elsewhere.class}` }
    : didYouMean(suggest(fields.driver, names));
  const none = `no driver of class ${fields.class ?? deviceClasses.join(', ')} exists yet`;
  return [{ path: [...path, 'driver'], allowed: names.join(', ') || none, ...help }];
}

/** Two devices with one address would answer at the same time; another protocol does not listen to it. */
function addressRule(devices: readonly DeviceOutline[]): Mistake[] {
  const members = devices.flatMap(({ path, fields, driver, options }) => {
    const address = options && driver?.busAddress?.(options.value);
    if (address === undefined || fields.bus === undefined || !options) return [];
    const space = driver?.addressSpace ?? driver?.name;
    return [{ key: `${fields.bus} ${space} ${address}`, path, address, bus: fields.bus, options: options.value }];
  });
  return repeated(members).map(({ first, later }) => {
    const named = typeof later.options === 'object' && later.options !== null && 'address' in later.options;
    return {
      path: [...later.path, 'options', ...(named ? ['address'] : [])],
      found: `address ${later.address}`,
      allowed: `an address that no other device on bus ${later.bus} has`,
      hint: `${formatPath(first.path)} has it already`,
    };
  });
}
