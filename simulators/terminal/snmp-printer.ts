import { z } from 'zod';
import { action } from '../action.js';
import type { Action } from '../simulator.js';
import type { HostState } from './snmp-host.js';
import { type Column, row, type SnmpObject, type SnmpProfile } from './snmp-objects.js';

const hostResources = '1.3.6.1.2.1.25';
const printerMib = '1.3.6.1.2.1.43';
/** hrDeviceIndex of the printer. */
const device = 1;

export interface PrinterAlert {
  readonly index: number;
  readonly group: number;
  readonly groupIndex: number;
  readonly code: number;
  readonly severity: number;
  readonly training: number;
  readonly description: string;
  readonly location: number;
  readonly sinceTicks: number;
}

export interface SnmpPrinter extends SnmpProfile {
  readonly actions: Readonly<Record<string, Action>>;
}

/** Printer-MIB and the printer's part of HOST-RESOURCES (terminal-health.md 2.1, 2.2): error bits, cover, trays, supplies, alerts. */
export function createPrinter(
  host: HostState,
  uptimeTicks: () => number,
  tell: (alert: PrinterAlert) => void,
): SnmpPrinter {
  host.devices.set(device, { kind: 'printer', description: 'Statement Printer LP-40', status: 2, errors: 0 });
  let errorState = Uint8Array.of(0);
  let status = 3;
  let cover = 4;
  const trays = new Map([
    [1, { name: 'Tray 1', max: 500, level: 400, status: 0 }],
    [2, { name: 'Tray 2', max: 250, level: 250, status: 0 }],
  ]);
  const supplies = new Map([
    [1, { description: 'Black Toner Cartridge', max: 100, level: 80 }],
    [2, { description: 'Drum', max: 100, level: 65 }],
  ]);
  const alerts = new Map<number, PrinterAlert>();
  let nextAlert = 1;

  const integer = (number: number, value: number): Column => ({ number, type: 'integer', value });
  const string = (number: number, value: string): Column => ({ number, type: 'string', value });
  const objects = (): SnmpObject[] => [
    ...row(`${hostResources}.3.5.1`, device, [integer(1, status), { number: 2, type: 'string', value: errorState }]),
    ...row(`${printerMib}.5.1.1`, device, [string(16, 'Statement Printer'), string(17, 'LP40-0815')]),
    ...row(`${printerMib}.6.1.1`, `${device}.1`, [string(2, 'Front Cover'), integer(3, cover)]),
    ...[...trays].flatMap(([index, tray]) =>
      row(`${printerMib}.8.2.1`, `${device}.${index}`, [
        ...[integer(9, tray.max), integer(10, tray.level), integer(11, tray.status), string(13, tray.name)],
      ]),
    ),
    ...[...supplies].flatMap(([index, supply]) =>
      row(`${printerMib}.11.1.1`, `${device}.${index}`, [
        ...[integer(2, 1), integer(4, 3), integer(5, 3), string(6, supply.description), integer(7, 19)],
        ...[integer(8, supply.max), integer(9, supply.level)],
      ]),
    ),
    ...[...alerts.values()].flatMap((alert) =>
      row(`${printerMib}.18.1.1`, `${device}.${alert.index}`, [
        ...[integer(2, alert.severity), integer(3, alert.training), integer(4, alert.group)],
        ...[integer(5, alert.groupIndex), integer(6, alert.location), integer(7, alert.code)],
        ...[string(8, alert.description), { number: 9, type: 'ticks' as const, value: alert.sinceTicks }],
      ]),
    ),
  ];
  const known = <Row>(rows: Map<number, Row>, index: number): Row => {
    const found = rows.get(index);
    if (!found) throw new Error(`index: there is none, there are ${[...rows.keys()].join(', ')}`);
    return found;
  };

  return {
    objects,
    actions: {
      /** hrPrinterDetectedErrorState as on the wire: 0, 1 or 2 bytes in hexadecimal, up to 4 as some devices pad. */
      'error-state': action(
        { bytes: z.string().regex(/^([0-9a-fA-F]{2}){0,4}$/, 'up to four bytes in hexadecimal, e.g. 4400') },
        ({ bytes }) => {
          errorState = Uint8Array.from(Buffer.from(bytes, 'hex'));
        },
      ),
      'printer-status': action({ status: z.int().min(1).max(5) }, (wanted) => {
        status = wanted.status;
      }),
      /** prtCoverStatus: 3 open, 4 closed, 5 interlock open, 6 interlock closed. */
      cover: action({ status: z.int().min(1).max(6) }, (wanted) => {
        cover = wanted.status;
      }),
      /** A level of −2 is unknown, −3 some left. */
      supply: action(
        { index: z.int().min(1).max(9).default(1), level: z.int().min(-3).max(100) },
        ({ index, level }) => void Object.assign(known(supplies, index), { level }),
      ),
      tray: action(
        {
          index: z.int().min(1).max(9).default(1),
          level: z.int().min(-3).max(500),
          status: z.int().min(0).max(126).default(0),
        },
        ({ index, ...patch }) => void Object.assign(known(trays, index), patch),
      ),
      /** Gives the index of the new row; with a trap, where traps go somewhere. */
      'alert-add': action(
        {
          group: z.int().min(1).max(99),
          code: z.int().min(1).max(9_999),
          severity: z.int().min(1).max(5).default(3),
          training: z.int().min(1).max(7).default(3),
          description: z.string().max(255).default(''),
          groupIndex: z.int().min(-1).max(99).default(1),
          location: z.int().min(-2).max(9_999).default(-2),
        },
        (args) => {
          const alert = { ...args, index: nextAlert++, sinceTicks: uptimeTicks() };
          alerts.set(alert.index, alert);
          tell(alert);
          return { index: alert.index };
        },
      ),
      /** The rows that fit; without arguments, all. */
      'alert-remove': action(
        { group: z.int().optional(), code: z.int().optional(), index: z.int().optional() },
        (wanted) => {
          const fits = (alert: PrinterAlert) =>
            (['group', 'code', 'index'] as const).every(
              (field) => wanted[field] === undefined || wanted[field] === alert[field],
            );
          for (const alert of [...alerts.values()]) if (fits(alert)) alerts.delete(alert.index);
        },
      ),
    },
    view: () => ({
      errorState: Buffer.from(errorState).toString('hex'),
      cover,
      trays: [...trays.values()].map(({ level }) => level),
      supplies: [...supplies.values()].map(({ level }) => level),
      alerts: [...alerts.values()].map(({ index, group, code, severity }) => ({ index, group, code, severity })),
    }),
  };
}
