import type { AlarmDeclaration, ContactRule } from '../../driver.js';
import type { SnmpRole } from './options.js';
import { saysOffline } from './printer-reasons.js';

/** The agent says nothing and its host is there: a wrong secret, a wrong address range, an agent that hangs. */
export const silentAlarm = 'terminal-monitoring-silent';
export const batteryLowAlarm = 'ups-battery-low';

/** Which alarm says that neither SNMP nor the host answers. */
export const contactAlarms: Readonly<Record<SnmpRole, string>> = {
  host: 'terminal-unreachable',
  printer: 'printer-offline',
  ups: 'ups-unreachable',
};

/** As a probe: 3 failures, confirmed at 5 s spacing after the first; 2 successes (terminal-health.md 4.2). */
export const contactRule: ContactRule = {
  alarm: contactAlarms.host,
  failures: 3,
  successes: 2,
  confirmIntervalMs: 5_000,
};

/** What a poll says is active or not, whatever else the device is. */
const told = [
  'terminal-storage-nearly-full',
  'printer-paper-out',
  'printer-paper-low',
  'printer-paper-jam',
  'printer-cover-open',
  'printer-hardware-fault',
  'printer-supply-low',
  'mains-lost-on-battery',
  batteryLowAlarm,
  'ups-replace-battery',
  'ups-overload-or-bypass',
];

export const alarmDeclarations: readonly AlarmDeclaration[] = [
  ...told.map((type) => ({ type })),
  // A program that is started again within half a minute has not been missed.
  { type: 'terminal-heartbeat-lost', onDelaySeconds: 30, offDelaySeconds: 0 },
  // Of a printer that answers and says so; of one that does not answer it is the contact alarm.
  { type: saysOffline.type },
  // Said by the supervisor: of a UPS by its contact, of any device by the host that answers in place of its agent.
  { type: contactAlarms.ups, onOccasion: true },
  { type: silentAlarm, hostAnswers: true, onOccasion: true },
];

/** Every poll speaks of all of these, so that what an earlier start left raised is found to be over. */
export const quietAlarms = [...told.map((type) => ({ type })), { type: 'terminal-heartbeat-lost' }, saysOffline];
