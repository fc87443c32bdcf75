/** Something done to a branch: by a person to a simulator, by its surroundings, or by queue software over the gateway. */
export type AlarmStep =
  | { readonly set: Readonly<Record<string, unknown>> }
  | { readonly action: string; readonly args?: Readonly<Record<string, unknown>> }
  /** A command to the device; what becomes of it is no matter, unless the step says so. */
  | { readonly command: string; readonly args: Readonly<Record<string, unknown>> }
  /** Time that has to pass; without it, the delays of the alarm are all there is to wait for. */
  | { readonly seconds: number };

/** How one alarm of a driver is brought about and ended. */
export interface AlarmSteps {
  readonly class: string;
  readonly driver: string;
  /** alarm-type-id. */
  readonly alarm: string;
  /** Options of the driver and of the simulator that it takes. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly unit?: Readonly<Record<string, unknown>>;
  readonly raise: readonly AlarmStep[];
  /** None where it ends by itself. */
  readonly clear: readonly AlarmStep[];
}

const set = (knobs: Record<string, unknown>): AlarmStep => ({ set: knobs });
const action = (name: string, args: Record<string, unknown> = {}): AlarmStep => ({ action: name, args });
const command = (name: string, args: Record<string, unknown>): AlarmStep => ({ command: name, args });
const seconds = (count: number): AlarmStep => ({ seconds: count });

const of = (deviceClass: string, driver: string) => (steps: Omit<AlarmSteps, 'class' | 'driver'>) => ({
  class: deviceClass,
  driver,
  ...steps,
});

const printer = of('ticket-printer', 'escpos');
const print = (ticketId: string, service = '个人业务') => command('print', { ticketId, number: 'A001', service });
/** A printer that tells nothing of what it has printed: the evidence is weaker than its profile promises. */
const epson = { profile: 'epson-tm' };

const printerSteps = [
  printer({
    alarm: 'printer-offline',
    raise: [set({ unplugged: true })],
    clear: [set({ unplugged: false })],
  }),
  printer({
    alarm: 'printer-hardware-fault',
    raise: [action('fault', { kind: 'unrecoverable' })],
    clear: [action('fault', { kind: 'unrecoverable', on: false })],
  }),
  printer({ alarm: 'printer-cover-open', raise: [action('open-cover')], clear: [action('close-cover')] }),
  printer({ alarm: 'printer-paper-out', raise: [action('paper-out')], clear: [action('load-paper')] }),
  printer({ alarm: 'printer-paper-low', raise: [action('paper-low')], clear: [action('load-paper')] }),
  printer({ alarm: 'printer-cutter-fault', raise: [action('jam-cutter')], clear: [action('clear-cutter')] }),
  printer({
    alarm: 'printer-paper-jam',
    raise: [action('fault', { kind: 'mechanical' })],
    clear: [action('fault', { kind: 'mechanical', on: false })],
  }),
  printer({ alarm: 'printer-head-overheat', raise: [action('overheat', { seconds: 60 })], clear: [seconds(60)] }),
  printer({ alarm: 'printer-feed-button', raise: [action('press-feed', { ms: 20_000 })], clear: [seconds(20)] }),
  printer({
    alarm: 'printer-wait-recovery',
    raise: [action('await-button')],
    clear: [action('await-button', { on: false })],
  }),
  printer({
    alarm: 'printer-offline-unexplained',
    raise: [action('offline-button')],
    clear: [action('offline-button', { on: false })],
  }),
  printer({
    alarm: 'printer-protocol',
    raise: [set({ garbageBytes: 4 }), seconds(20)],
    clear: [set({ garbageBytes: 0 }), seconds(60)],
  }),
  printer({
    alarm: 'printer-ticket-not-taken',
    options: { profile: 'custom-kpm' },
    unit: { presenter: true },
    raise: [action('hold-ticket')],
    clear: [action('hold-ticket', { on: false })],
  }),
  printer({
    alarm: 'printer-power-cycled',
    options: epson,
    unit: { powerOnNotice: true },
    raise: [action('power-cycle')],
    clear: [print('after-power-cycle')],
  }),
  printer({
    alarm: 'printer-confirm-timeout',
    options: epson,
    raise: [action('swallow-ids'), print('unconfirmed')],
    clear: [action('swallow-ids', { on: false }), print('confirmed')],
  }),
  printer({
    alarm: 'printer-ticket-unknown',
    options: { ...epson, reprintTornTickets: false },
    raise: [action('power-cut', { atByte: 40, backMs: 5_000 }), print('in-doubt')],
    clear: [command('resolve', { ticketId: 'in-doubt', outcome: 'not-printed' })],
  }),
  printer({
    alarm: 'printer-charset',
    options: epson,
    unit: {},
    raise: [print('with-a-face', '个人😀业务')],
    clear: [print('without-a-face')],
  }),
  printer({
    alarm: 'printer-profile-mismatch',
    options: epson,
    raise: [action('swallow-ids'), command('test', {})],
    clear: [action('swallow-ids', { on: false }), command('test', {})],
  }),
];

const show = (text: string) => command('show', { text });
const unreachable = { alarm: 'led-unreachable', raise: [set({ silent: true })], clear: [set({ silent: false })] };

const onbon = of('led-board', 'onbon');
const digits = of('led-board', 'modbus-digits');
const alpha = of('led-board', 'alpha');
const am03127 = of('led-board', 'am03127');

const boardSteps = [
  onbon(unreachable),
  onbon({
    alarm: 'led-write-rejected',
    raise: [action('nack', { code: 11 }), show('A1')],
    clear: [show('A2')],
  }),
  onbon({
    alarm: 'led-pixel-or-module-fault',
    raise: [action('nack', { code: 7, times: 1_000 }), show('A1')],
    clear: [action('nack', { code: 7, times: 0 }), show('A2')],
  }),
  digits(unreachable),
  digits({
    alarm: 'led-write-rejected',
    raise: [action('exception', { code: 3, times: 1_000 }), show('12')],
    clear: [action('exception', { code: 3, times: 0 }), show('13')],
  }),
  digits({
    alarm: 'led-content-mismatch',
    // Repaired once; a second time somebody else insists.
    raise: [
      show('12'),
      action('tamper', { register: 0, value: 0x45 }),
      seconds(30),
      action('tamper', { register: 0, value: 0x45 }),
    ],
    clear: [show('13')],
  }),
  alpha(unreachable),
  alpha({
    alarm: 'led-write-rejected',
    raise: [action('nack', { status: 0x20, times: 1_000 }), show('A1')],
    clear: [action('nack', { status: 0x20, times: 0 }), show('A2')],
  }),
  alpha({
    alarm: 'led-content-mismatch',
    raise: [
      show('A1'),
      action('tamper', { label: '0', text: 'X' }),
      seconds(30),
      action('tamper', { label: '0', text: 'X' }),
    ],
    clear: [show('A2')],
  }),
  am03127(unreachable),
  am03127({
    alarm: 'led-write-rejected',
    raise: [action('nack', { times: 1_000 }), show('A1')],
    clear: [action('nack', { times: 0 }), show('A2')],
  }),
];

const counter = of('people-counter', 'hpc168');
const probe = of('terminal', 'probe');

const otherSteps = [
  counter({ alarm: 'counter-unreachable', raise: [set({ silent: true })], clear: [set({ silent: false })] }),
  counter({
    alarm: 'counter-blocked-or-no-change',
    options: { frozenMinutes: 1 },
    raise: [action('door', { open: true }), action('freeze'), seconds(60)],
    clear: [action('freeze', { on: false }), action('walk-in', { count: 1 })],
  }),
  probe({ alarm: 'terminal-unreachable', raise: [action('pull-cable')], clear: [action('recover')] }),
  probe({ alarm: 'terminal-heartbeat-lost', raise: [action('hang')], clear: [action('recover')] }),
];

/**
 * Every alarm a driver can raise, and what somebody does to a simulated device to see it raised and cleared
 * (terminal-health.md 9.5, test 12). Each is carried out by a test, so none is a promise only.
 */
export const alarmSteps: readonly AlarmSteps[] = [...printerSteps, ...boardSteps, ...otherSteps];
