import { type AlarmStep, type AlarmSteps, action, seconds, stepsOf } from './step.js';

const snmp = stepsOf('terminal', 'snmp');

/** An alarm of what the device is: both sides are told so. Polls are 10 s apart, so that what lasts is seen to last. */
const of =
  (profile: 'host' | 'printer' | 'ups', more: Readonly<Record<string, unknown>> = {}) =>
  (alarm: string, raise: readonly AlarmStep[], clear: readonly AlarmStep[]): AlarmSteps =>
    snmp({ alarm, options: { profile, pollIntervalMs: 10_000, ...more }, unit: { profile }, raise, clear });

const host = of('host', { processes: ['kiosk.exe'] });
const printer = of('printer');
const ups = of('ups');
const bits = (bytes: string): AlarmStep[] => [action('error-state', { bytes })];

export const snmpSteps: readonly AlarmSteps[] = [
  host('terminal-unreachable', [action('pull-cable')], [action('pull-cable', { on: false })]),
  host('terminal-monitoring-silent', [action('mute-snmp')], [action('mute-snmp', { on: false })]),
  host(
    'terminal-heartbeat-lost',
    [action('process', { name: 'kiosk.exe', running: false })],
    [action('process', { name: 'kiosk.exe', running: true })],
  ),
  host(
    'terminal-storage-nearly-full',
    [action('storage', { index: 2, usedPercent: 97 })],
    [action('storage', { index: 2, usedPercent: 50 })],
  ),
  printer('printer-paper-out', bits('40'), bits('00')),
  printer('printer-paper-low', bits('80'), bits('00')),
  printer('printer-paper-jam', [action('alert-add', { group: 13, code: 8 })], [action('alert-remove')]),
  printer('printer-cover-open', [action('cover', { status: 3 })], [action('cover', { status: 4 })]),
  printer('printer-hardware-fault', bits('01'), bits('00')),
  printer('printer-supply-low', [action('supply', { level: 0 })], [action('supply', { level: 80 })]),
  printer('printer-offline', bits('02'), bits('00')),
  ups('mains-lost-on-battery', [action('ups', { source: 'battery' })], [action('ups', { source: 'normal' })]),
  ups('ups-battery-low', [action('ups', { battery: 'low' })], [action('ups', { battery: 'normal' })]),
  ups('ups-replace-battery', [action('ups', { test: 'error' }), seconds(300)], [action('ups', { test: 'pass' })]),
  ups('ups-overload-or-bypass', [action('ups', { source: 'bypass' })], [action('ups', { source: 'normal' })]),
  ups('ups-unreachable', [action('pull-cable')], [action('pull-cable', { on: false })]),
];
