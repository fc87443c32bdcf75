import { alertText, decodeAlerts, type PrinterAlert } from './alerts.js';
import type { Reason } from './condition.js';
import { decodeErrorState, type ErrorBit } from './error-state.js';
import { host, printer } from './oids.js';
import {
  reasonsOfAlert,
  reasonsOfBits,
  reasonsOfCover,
  reasonsOfDeviceStatus,
  reasonsOfSupply,
} from './printer-reasons.js';
import type { SnmpReader } from './reader.js';
import { bytesOf, numberOf, textOf } from './value.js';

/** A supply or a tray. */
export interface Holder {
  readonly name: string;
  /** % left; absent where the device does not know (−2) or does not say. */
  readonly percent?: number;
  /** It knows only that some is left (−3). */
  readonly someLeft?: true;
}

export interface PrinterReading {
  readonly status: string;
  readonly bits: readonly ErrorBit[];
  readonly errorBytes: Uint8Array;
  readonly deviceStatus: number | undefined;
  readonly covers: readonly { readonly name: string | undefined; readonly status: number | undefined }[];
  readonly trays: readonly Holder[];
  readonly supplies: readonly Holder[];
  readonly alerts: readonly PrinterAlert[];
}

const statuses: Readonly<Record<number, string>> = { 1: 'other', 2: 'unknown', 3: 'idle', 4: 'printing', 5: 'warmup' };
const mostShown = 16;

/** Everything a printer tells that can change; undefined when there is none. */
export async function readPrinter(reader: SnmpReader): Promise<PrinterReading | undefined> {
  const states = await reader.table({ ...host.printer });
  const [first] = states;
  if (!first) return undefined;
  const [index, state] = first;
  const status = `${host.deviceStatus}.${index}`;
  const deviceStatus = numberOf((await reader.get([status])).get(status));
  const errorBytes = bytesOf(state.errorState) ?? new Uint8Array();
  const covers = await reader.table(printer.cover);
  const inputs = await reader.table(printer.input);
  const supplies = await reader.table(printer.supply);
  const alerts = await reader.table(printer.alert);
  return {
    status: statuses[numberOf(state.status) ?? 2] ?? 'unknown',
    bits: decodeErrorState(errorBytes),
    errorBytes,
    deviceStatus,
    covers: [...covers.values()].map(({ descr, status }) => ({ name: textOf(descr), status: numberOf(status) })),
    trays: [...inputs]
      .slice(0, mostShown)
      .map(([at, { name, max, level }]) => holder(textOf(name) ?? `tray ${at}`, numberOf(max), numberOf(level))),
    supplies: [...supplies]
      .slice(0, mostShown)
      .map(([at, { descr, max, level }]) => holder(textOf(descr) ?? `supply ${at}`, numberOf(max), numberOf(level))),
    alerts: decodeAlerts(alerts),
  };
}

/** What of it is a reason for an alarm. */
export function printerReasons(reading: PrinterReading, supplyLowPercent: number): Reason[] {
  return [
    ...reasonsOfBits(reading.bits, reading.errorBytes),
    ...reasonsOfDeviceStatus(reading.deviceStatus),
    ...reading.covers.flatMap(({ name, status }) => reasonsOfCover(name, status)),
    ...reading.supplies.flatMap(({ name, percent }) => reasonsOfSupply(name, percent, supplyLowPercent)),
    ...reading.alerts.flatMap(reasonsOfAlert),
  ];
}

/** What is the matter beyond the alarms, for the module's detail: bits and critical alerts that have no row in 9.4. */
export function printerRemarks({ bits, alerts }: PrinterReading): string[] {
  const quiet: readonly ErrorBit[] = [
    'inputTrayMissing',
    'outputTrayMissing',
    'markerSupplyMissing',
    'outputNearFull',
    'outputFull',
    'overduePreventMaint',
  ];
  const unmapped = alerts.filter((alert) => alert.severity === 3 && reasonsOfAlert(alert).length === 0);
  return [...bits.filter((bit) => quiet.includes(bit)), ...unmapped.map(alertText)];
}

/** prtMarkerSuppliesLevel and prtInputCurrentLevel: −1 other, −2 unknown, −3 some left; a capacity below 1 is unknown too. */
export function holder(name: string, max: number | undefined, level: number | undefined): Holder {
  if (level === -3) return { name, someLeft: true };
  if (level === undefined || level < 0 || max === undefined || max < 1) return { name };
  if (level === 0) return { name, percent: 0 };
  return { name, percent: Math.min(100, Math.max(1, Math.round((100 * level) / max))) };
}
