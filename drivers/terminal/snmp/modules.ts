import type { TerminalModule } from '../contract.js';
import type { Reason } from './condition.js';
import type { HostReading } from './host.js';
import type { SnmpOptions } from './options.js';
import { type PrinterReading, printerRemarks } from './printer.js';
import { type UpsReading, upsRemarks } from './ups.js';

const source = 'snmp';
const longestDetail = 300;
/** What a printer goes on printing with. */
const mild: ReadonlySet<string> = new Set(['printer-paper-low', 'printer-supply-low']);
/** Well-known alarms of a UPS that protects nothing any more: OutputBad, OutputOff, GeneralFault. */
const dead: readonly number[] = [7, 14, 18];

type Modules = Readonly<Record<string, TerminalModule>>;

export function hostModules(
  { volumes, missing, clockOffsetSeconds }: HostReading,
  { processes, diskFullPercent, memoryFullPercent, clockDriftSeconds }: SnmpOptions,
): Modules {
  const full = volumes.filter(
    ({ kind, percent }) => percent >= (kind === 'disk' ? diskFullPercent : memoryFullPercent),
  );
  const offset = clockOffsetSeconds ?? 0;
  const troubles = [
    ...full.map(({ name, percent }) => `"${name}" ${percent} % used`),
    ...(Math.abs(offset) > clockDriftSeconds ? [`clock ${Math.abs(offset)} s ${offset > 0 ? 'ahead' : 'behind'}`] : []),
  ];
  const gone = missing.map((name) => `"${name}" does not run`);
  return {
    host: module(troubles.length > 0 ? 'warn' : 'ok', troubles),
    ...(processes.length > 0 && { application: module(gone.length > 0 ? 'fail' : 'ok', gone) }),
  };
}

export function printerModules(name: string, reading: PrinterReading, reasons: readonly Reason[]): Modules {
  const remarks = printerRemarks(reading);
  const fails = reasons.some(({ type, severity }) => !mild.has(type) && severity !== 'warning');
  const status = fails ? 'fail' : reasons.length + remarks.length > 0 ? 'warn' : 'ok';
  return { [name]: module(status, [...reasons.map(({ detail }) => detail), ...remarks]) };
}

export function upsModules(reading: UpsReading, reasons: readonly Reason[]): Modules {
  const { alarms, outputSource } = reading;
  const remarks = upsRemarks(reading);
  const onBattery = reasons.filter(({ type }) => type === 'mains-lost-on-battery');
  const own = reasons.filter(({ type }) => type !== 'mains-lost-on-battery');
  const fails = own.some(({ type }) => type === 'ups-battery-low') || dead.some((number) => alarms.includes(number));
  const known = outputSource !== undefined && outputSource > 2;
  return {
    ups: module(fails ? 'fail' : own.length + remarks.length > 0 ? 'warn' : 'ok', [
      ...own.map(({ detail }) => detail),
      ...remarks,
    ]),
    mains: module(
      onBattery.length > 0 ? 'fail' : known ? 'ok' : 'unknown',
      onBattery.map(({ detail }) => detail),
    ),
  };
}

/** Nobody knows any more. */
export function unknownModules(before: Modules, why: string): Modules {
  return Object.fromEntries(Object.keys(before).map((name) => [name, module('unknown', [why])]));
}

function module(status: TerminalModule['status'], details: readonly string[]): TerminalModule {
  const detail = [...new Set(details)].join('; ').slice(0, longestDetail);
  return { status, ...(detail !== '' && { detail }), source };
}
