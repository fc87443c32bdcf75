import type { Reason } from './condition.js';
import { ups } from './oids.js';
import type { SnmpReader } from './reader.js';
import { numberOf, oidOf } from './value.js';

/** What a UPS tells (terminal-health.md 2.3); numbers as in UPS-MIB, absent where it does not say. */
export interface UpsReading {
  readonly batteryStatus: number | undefined;
  readonly outputSource: number | undefined;
  readonly testResult: number | undefined;
  /** Well-known alarms by their number, and how many others there are. */
  readonly alarms: readonly number[];
  readonly foreignAlarms: number;
  readonly chargePercent: number | undefined;
  readonly minutesLeft: number | undefined;
  readonly temperature: number | undefined;
  readonly inputVoltage: number | undefined;
  readonly loadPercent: number | undefined;
}

export const outputSources: Readonly<Record<number, string>> = {
  ...{ 1: 'other', 2: 'none', 3: 'normal', 4: 'bypass', 5: 'battery', 6: 'booster', 7: 'reducer' },
};
const batteryStatuses: Readonly<Record<number, string>> = { 1: 'unknown', 2: 'normal', 3: 'low', 4: 'depleted' };
export const wellKnown: Readonly<Record<number, string>> = {
  ...{ 1: 'BatteryBad', 2: 'OnBattery', 3: 'LowBattery', 4: 'DepletedBattery', 5: 'TempBad', 6: 'InputBad' },
  ...{ 7: 'OutputBad', 8: 'OutputOverload', 9: 'OnBypass', 13: 'ChargerFailed', 14: 'OutputOff', 16: 'FanFailure' },
  ...{ 18: 'GeneralFault', 19: 'DiagnosticTestFailed', 20: 'CommunicationsLost', 23: 'ShutdownImminent' },
};
const communicationsLost = 20;

/** Alarms by well-known number (9.4). Beyond its rows: 2 says what source 5 says, 3, 4 and 23 what battery status 3 and 4 say. */
export const alarmTypes: Readonly<Record<number, string>> = {
  1: 'ups-replace-battery',
  2: 'mains-lost-on-battery',
  3: 'ups-battery-low',
  4: 'ups-battery-low',
  8: 'ups-overload-or-bypass',
  9: 'ups-overload-or-bypass',
  19: 'ups-replace-battery',
  23: 'ups-battery-low',
};

const scalars = [ups.batteryStatus, ups.outputSource, ups.testResult, ups.charge, ups.minutesLeft, ups.temperature];

/** Everything a UPS tells that can change; undefined when the device is none. */
export async function readUps(reader: SnmpReader): Promise<UpsReading | undefined> {
  const values = await reader.get(scalars);
  if (!values.has(ups.batteryStatus) && !values.has(ups.outputSource)) return undefined;
  const number = (oid: string) => numberOf(values.get(oid));
  const alarms = await reader.table({ descr: ups.alarmDescr });
  const inputs = await reader.table({ voltage: ups.inputVoltage });
  const loads = await reader.table({ load: ups.outputLoad });
  const named = [...alarms.values()].map(({ descr }) => wellKnownNumber(oidOf(descr)));
  const percents = [...loads.values()].flatMap(({ load }) => numberOf(load) ?? []);
  return {
    batteryStatus: number(ups.batteryStatus),
    outputSource: number(ups.outputSource),
    testResult: number(ups.testResult),
    alarms: named.flatMap((each) => each ?? []),
    foreignAlarms: named.filter((each) => each === undefined).length,
    chargePercent: number(ups.charge),
    minutesLeft: number(ups.minutesLeft),
    temperature: number(ups.temperature),
    inputVoltage: [...inputs.values()].flatMap(({ voltage }) => numberOf(voltage) ?? [])[0],
    loadPercent: percents.length === 0 ? undefined : Math.max(...percents),
  };
}

/** terminal-health.md 9.4, rows of UPS-MIB. */
export function upsReasons(reading: UpsReading): Reason[] {
  const { batteryStatus, outputSource, testResult, minutesLeft, alarms } = reading;
  const left = minutesLeft === undefined ? '' : `, ${minutesLeft} min left`;
  const source = `upsOutputSource ${outputSource}: ${outputSources[outputSource ?? 0] ?? '?'}`;
  const battery = `upsBatteryStatus ${batteryStatus}: ${batteryStatuses[batteryStatus ?? 0] ?? '?'}${left}`;
  return [
    ...when(outputSource === 5, 'mains-lost-on-battery', `${source}${left}`),
    ...when(outputSource === 4, 'ups-overload-or-bypass', source),
    ...when(batteryStatus === 3 || batteryStatus === 4, 'ups-battery-low', battery),
    ...when(testResult === 3, 'ups-replace-battery', 'upsTestResultsSummary 3: error'),
    ...alarms.flatMap((number) => when(number in alarmTypes, alarmTypes[number] ?? '', alarmName(number))),
  ];
}

/** The agent has lost its UPS: all the rest is what it knew before. */
export function isStale({ alarms }: UpsReading): boolean {
  return alarms.includes(communicationsLost);
}

/** What is the matter beyond the alarms, for the module's detail. */
export function upsRemarks({ alarms, foreignAlarms, outputSource }: UpsReading): string[] {
  return [
    ...alarms.filter((number) => !(number in alarmTypes)).map(alarmName),
    ...(foreignAlarms > 0 ? [`${foreignAlarms} alarms of the maker's own`] : []),
    ...(outputSource === 2 ? ['upsOutputSource 2: none'] : []),
  ];
}

function alarmName(number: number): string {
  return `upsAlarm ${number} ${wellKnown[number] ?? ''}`.trim();
}

/** upsAlarmDescr is an OID: N of upsWellKnownAlarms.N, or one of the maker's. */
function wellKnownNumber(oid: string | undefined): number | undefined {
  if (!oid?.startsWith(`${ups.wellKnownAlarms}.`)) return undefined;
  const number = Number(oid.slice(ups.wellKnownAlarms.length + 1));
  return Number.isInteger(number) ? number : undefined;
}

function when(is: boolean, type: string, detail: string): Reason[] {
  return is ? [{ type, detail }] : [];
}
