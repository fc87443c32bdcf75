import type { Simulator } from '../../simulators/simulator.js';
import type { KioskView } from '../../simulators/terminal/kiosk.js';
import type { PrinterView } from '../../simulators/ticket-printer/escpos.js';

export type Simulators = Readonly<Record<string, Simulator>>;

/** An alarm that a simulator's state decides on. */
export interface Fact {
  readonly device: string;
  /** alarm-type-id. */
  readonly alarm: string;
  /** It says that the device does not answer: nothing else is known of that device then. */
  readonly isContact: boolean;
  readonly isTrue: (simulators: Simulators) => boolean;
}

/** Something that is done to a simulator, and undone. */
export interface Trouble {
  readonly name: string;
  /** It takes the device's answers away. */
  readonly isContact: boolean;
  readonly isOn: (simulators: Simulators) => boolean;
  readonly begin: (simulators: Simulators) => unknown;
  readonly end: (simulators: Simulators) => unknown;
}

const at = (simulators: Simulators, id: string): Simulator => {
  const simulator = simulators[id];
  if (!simulator) throw new Error(`no simulator ${id}`);
  return simulator;
};
const paper = (simulators: Simulators, id: string) => at(simulators, id).view() as PrinterView;
const kiosk = (simulators: Simulators) => (at(simulators, 'kiosk-1').view() as KioskView).application;

const does =
  (device: string, action: string, args: Record<string, unknown> = {}) =>
  (simulators: Simulators) =>
    at(simulators, device).actions[action]?.(args);

const knob = (device: string, name: 'unplugged' | 'silent'): Trouble => ({
  name: `${device} ${name}`,
  isContact: true,
  isOn: (simulators) => at(simulators, device).faults[name],
  begin: (simulators) => at(simulators, device).setFaults({ [name]: true }),
  end: (simulators) => at(simulators, device).setFaults({ [name]: false }),
});

type Doing = readonly [action: string, args?: Record<string, unknown>];

/** A fault of a printer that stands beside any other. */
export interface PrinterFault {
  readonly alarm: string;
  readonly begin: Doing;
  readonly end: Doing;
  readonly isTrue: (view: PrinterView) => boolean;
}

const fault = (alarm: string, begin: Doing, end: Doing, isTrue: PrinterFault['isTrue']): PrinterFault => ({
  alarm,
  begin,
  end,
  isTrue,
});

export const printerFaults: readonly PrinterFault[] = [
  fault('printer-paper-out', ['paper-out'], ['load-paper'], (view) => view.paper === 'out'),
  fault('printer-cover-open', ['open-cover'], ['close-cover'], (view) => view.cover === 'open'),
  fault('printer-cutter-fault', ['jam-cutter'], ['clear-cutter'], (view) => view.errors.includes('cutter')),
  fault('printer-hardware-fault', ['fault'], ['fault', { on: false }], (view) => view.errors.includes('unrecoverable')),
  fault('printer-paper-jam', ['fault', { kind: 'mechanical' }], ['fault', { kind: 'mechanical', on: false }], (view) =>
    view.errors.includes('mechanical'),
  ),
];

/** Where nothing listens any more, the host still says so: only without its cable it is unreachable. */
const kioskTroubles: readonly (readonly [action: string, state: KioskView['application']])[] = [
  ['hang', 'hanging'],
  ['power-off', 'off'],
  ['pull-cable', 'cut-off'],
];

const isMute = (simulators: Simulators, id: string) =>
  at(simulators, id).faults.unplugged || at(simulators, id).faults.silent;

/** What must be raised, read from the simulators only. */
export function factsOf(printers: readonly string[]): Fact[] {
  const board = (device: string): Fact => ({
    device,
    alarm: 'led-unreachable',
    isContact: true,
    isTrue: (simulators) => isMute(simulators, device) || isMute(simulators, 'rs485-1'),
  });
  return [
    ...printers.flatMap((device): Fact[] => [
      { device, alarm: 'printer-offline', isContact: true, isTrue: (simulators) => isMute(simulators, device) },
      ...printerFaults.map(({ alarm, isTrue }) => ({
        ...{ device, alarm, isContact: false },
        isTrue: (simulators: Simulators) => isTrue(paper(simulators, device)),
      })),
    ]),
    ...['board-1', 'board-2', 'window-1'].map(board),
    { device: 'door', alarm: 'counter-unreachable', isContact: true, isTrue: (all) => isMute(all, 'door') },
    { device: 'kiosk-1', alarm: 'terminal-unreachable', isContact: true, isTrue: (all) => kiosk(all) === 'cut-off' },
    {
      device: 'kiosk-1',
      alarm: 'terminal-heartbeat-lost',
      isContact: false,
      isTrue: (all) => ['hanging', 'off'].includes(kiosk(all)),
    },
  ];
}

export function troublesOf(printers: readonly string[]): Trouble[] {
  return [
    ...printers.flatMap((device): Trouble[] => [
      knob(device, 'unplugged'),
      ...printerFaults.map(({ alarm, begin, end, isTrue }) => ({
        name: `${device} ${alarm}`,
        isContact: false,
        isOn: (simulators: Simulators) => isTrue(paper(simulators, device)),
        begin: does(device, ...begin),
        end: does(device, ...end),
      })),
    ]),
    ...['board-1', 'board-2', 'window-1', 'door'].map((device) => knob(device, 'silent')),
    knob('rs485-1', 'unplugged'),
    knob('door', 'unplugged'),
    ...kioskTroubles.map(([action, state]) => ({
      name: `kiosk-1 ${action}`,
      isContact: state === 'cut-off',
      isOn: (simulators: Simulators) => kiosk(simulators) === state,
      begin: does('kiosk-1', action),
      end: does('kiosk-1', 'recover'),
    })),
  ];
}
