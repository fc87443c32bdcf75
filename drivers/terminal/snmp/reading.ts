import type { AlarmCondition } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { TerminalModule } from '../contract.js';
import { conditionsOf } from './condition.js';
import { type HostReading, hostReasons, readHost } from './host.js';
import { hostModules, printerModules, upsModules } from './modules.js';
import type { SnmpOptions, SnmpRole } from './options.js';
import { type PrinterReading, printerReasons, readPrinter } from './printer.js';
import type { SnmpReader } from './reader.js';
import { readUps, type UpsReading, upsReasons } from './ups.js';

/** All that one poll has found, by role; a role that is not asked for is absent. */
export interface Reading {
  readonly host?: HostReading | undefined;
  readonly printer?: PrinterReading | undefined;
  readonly ups?: UpsReading | undefined;
}

export interface ReadingContext {
  readonly options: SnmpOptions;
  readonly timezone: string;
  readonly now: () => number;
}

export async function readRoles(
  reader: SnmpReader,
  roles: ReadonlySet<SnmpRole>,
  { options, timezone, now }: ReadingContext,
): Promise<Reading> {
  return {
    host: roles.has('host') ? await readHost(reader, { processes: options.processes, timezone, now }) : undefined,
    printer: roles.has('printer') ? await readPrinter(reader) : undefined,
    ups: roles.has('ups') ? await readUps(reader) : undefined,
  };
}

/** Throws PROTOCOL_UNSUPPORTED when the agent answers and tells nothing of a role: what it said before is not over. */
export function demand(reading: Reading, roles: Iterable<SnmpRole>): void {
  for (const role of roles) {
    if (reading[role]) continue;
    const mib = { host: 'HOST-RESOURCES-MIB', printer: 'hrPrinterTable', ups: 'UPS-MIB' }[role];
    throw new GatewayError(
      'PROTOCOL_UNSUPPORTED',
      `the SNMP agent answers but tells nothing of ${mib}: rights of this user?`,
    );
  }
}

/** The alarms there is a reason for, and the modules. */
export function judge(
  { host, printer, ups }: Reading,
  options: SnmpOptions,
): { readonly active: readonly AlarmCondition[]; readonly modules: Readonly<Record<string, TerminalModule>> } {
  const limits = { disk: options.diskFullPercent, memory: options.memoryFullPercent };
  const ofPrinter = printer ? printerReasons(printer, options.supplyLowPercent) : [];
  const ofUps = ups ? upsReasons(ups) : [];
  return {
    active: conditionsOf([...(host ? hostReasons(host, limits) : []), ...ofPrinter, ...ofUps]),
    modules: {
      ...(host && hostModules(host, options)),
      ...(printer && printerModules(options.module, printer, ofPrinter)),
      ...(ups && upsModules(ups, ofUps)),
    },
  };
}
