import type { printer } from './oids.js';
import type { Row } from './table.js';
import { numberOf, textOf } from './value.js';

/** A row of prtAlertTable (terminal-health.md 2.2); what the device leaves out is 0 or absent. */
export interface PrinterAlert {
  /** hrDeviceIndex and prtAlertIndex, e.g. `1.7`. */
  readonly index: string;
  readonly severity: number;
  readonly training: number;
  readonly group: number;
  readonly code: number;
  readonly description: string | undefined;
  /** sysUpTime when it came, hundredths of a second: tells a new alert from the one whose index it has taken over. */
  readonly ticks: number;
}

type AlertColumn = keyof typeof printer.alert;

export const severities: Readonly<Record<number, string>> = {
  1: 'other',
  3: 'critical',
  4: 'warning',
  5: 'warningBinaryChangeEvent',
};
/** Who can put it right: 3 and 4 the branch, 5 an engineer. */
export const trainingLevels: Readonly<Record<number, string>> = {
  1: 'other',
  2: 'unknown',
  3: 'untrained',
  4: 'trained',
  5: 'fieldService',
  6: 'management',
  7: 'noInterventionRequired',
};
export const groups: Readonly<Record<number, string>> = {
  5: 'generalPrinter',
  6: 'cover',
  8: 'input',
  9: 'output',
  10: 'marker',
  11: 'markerSupplies',
  13: 'mediaPath',
  14: 'channel',
  15: 'interpreter',
  16: 'console',
  17: 'console',
  18: 'alert',
};
/** Names of codes for technicians. */
export const codes: Readonly<Record<number, string>> = {
  ...{ 3: 'coverOpen', 4: 'coverClosed', 5: 'interlockOpen', 6: 'interlockClosed', 7: 'configurationChange' },
  ...{
    8: 'jam',
    9: 'subunitMissing',
    10: 'lifeAlmostOver',
    11: 'lifeOver',
    12: 'almostEmpty',
    13: 'empty',
    15: 'full',
  },
  ...{ 22: 'offline', 29: 'recoverableFailure', 30: 'unrecoverableFailure', 33: 'motorFailure' },
  ...{ 35: 'underTemperature', 36: 'overTemperature', 501: 'doorOpen', 503: 'powerUp', 504: 'powerDown' },
  ...{ 801: 'trayMissing', 807: 'supplyLow', 808: 'supplyEmpty', 809: 'mediaChangeRequest', 810: 'manualInputRequest' },
  ...{ 901: 'outputTrayMissing', 902: 'outputAlmostFull', 903: 'outputFull' },
  ...{ 1001: 'fuserUnderTemperature', 1002: 'fuserOverTemperature' },
  ...{ 1101: 'tonerEmpty', 1102: 'inkEmpty', 1103: 'ribbonEmpty' },
  ...{ 1104: 'tonerAlmostEmpty', 1105: 'inkAlmostEmpty', 1106: 'ribbonAlmostEmpty' },
  ...{ 1107: 'wasteToner', 1108: 'wasteInk', 1109: 'wasteToner', 1110: 'wasteInk' },
  ...{ 1305: 'mediaPathFailure', 1306: 'mediaPathJam' },
};

/** The table as the set of what is the matter now: an alert that is over is no longer a row. */
export function decodeAlerts(rows: ReadonlyMap<string, Row<AlertColumn>>): PrinterAlert[] {
  return [...rows].flatMap(([index, row]) => {
    const code = numberOf(row.code);
    if (code === undefined) return [];
    return {
      index,
      severity: numberOf(row.severity) ?? 0,
      training: numberOf(row.training) ?? 0,
      group: numberOf(row.group) ?? 0,
      code,
      description: textOf(row.descr),
      ticks: numberOf(row.time) ?? 0,
    };
  });
}

/** What came and what went between two polls. */
export function diffAlerts(before: readonly PrinterAlert[], after: readonly PrinterAlert[]) {
  const keys = (alerts: readonly PrinterAlert[]) => new Set(alerts.map(keyOf));
  const [were, are] = [keys(before), keys(after)];
  return {
    came: after.filter((alert) => !were.has(keyOf(alert))),
    went: before.filter((alert) => !are.has(keyOf(alert))),
  };
}

/** For technicians, e.g. `prtAlert 8 jam, group 13 mediaPath, critical, untrained: Paper jam`. */
export function alertText({ code, group, severity, training, description }: PrinterAlert): string {
  const named = (number: number, names: Readonly<Record<number, string>>) =>
    names[number] === undefined ? String(number) : `${number} ${names[number]}`;
  const said = description === undefined ? '' : `: ${description}`;
  const who = trainingLevels[training] ?? `training ${training}`;
  return `prtAlert ${named(code, codes)}, group ${named(group, groups)}, ${severities[severity] ?? severity}, ${who}${said}`;
}

function keyOf({ index, group, code, ticks }: PrinterAlert): string {
  return [index, group, code, ticks].join('/');
}
