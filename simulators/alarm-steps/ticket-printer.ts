import { type AlarmSteps, action, command, seconds, set, stepsOf } from './step.js';

const printer = stepsOf('ticket-printer', 'escpos');
const print = (ticketId: string, service = '个人业务') => command('print', { ticketId, number: 'A001', service });
/** A printer that tells nothing of what it has printed: the evidence is weaker than its profile promises. */
const epson = { profile: 'epson-tm' };

export const printerSteps: readonly AlarmSteps[] = [
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
