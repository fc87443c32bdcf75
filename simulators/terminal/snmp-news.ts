import type { SnmpObject } from './snmp-objects.js';
import type { PrinterAlert } from './snmp-printer.js';
import type { Trap } from './snmp-traps.js';
import { type UpsAlarm, type UpsNews, wellKnownAlarm } from './snmp-ups.js';

const alertEntry = '1.3.6.1.2.1.43.18.1.1';
const upsObjects = '1.3.6.1.2.1.33.1';
const upsTraps = '1.3.6.1.2.1.33.2';

export const plainTraps = {
  'cold-start': '1.3.6.1.6.3.1.1.5.1',
  'warm-start': '1.3.6.1.6.3.1.1.5.2',
  'link-down': '1.3.6.1.6.3.1.1.5.3',
  'authentication-failure': '1.3.6.1.6.3.1.1.5.5',
  'ups-test-completed': `${upsTraps}.2`,
  foreign: '1.3.6.1.4.1.99999.1.7',
} as const;

/** printerV2Alert (RFC 3805) with the six objects of the row. */
export function alertTrap({ index, severity, group, groupIndex, location, code }: PrinterAlert): Trap {
  const values = { 1: index, 2: severity, 4: group, 5: groupIndex, 6: location, 7: code };
  const objects = Object.entries(values).map(
    ([column, value]): SnmpObject => ({ oid: `${alertEntry}.${column}.1.${index}`, type: 'integer', value }),
  );
  return { oid: '1.3.6.1.2.1.43.18.2.0.1', objects };
}

/** What a UPS says of itself (RFC 1628). On battery: minutes left, seconds on battery, and minutes that count as low. */
export function upsTrap(news: UpsNews): Trap {
  if (news.kind !== 'on-battery') return alarmTrap(news.kind, news.alarm);
  return {
    oid: `${upsTraps}.1`,
    objects: [
      { oid: `${upsObjects}.2.3.0`, type: 'integer', value: news.minutesLeft },
      { oid: `${upsObjects}.2.2.0`, type: 'integer', value: 0 },
      { oid: `${upsObjects}.9.7.0`, type: 'integer', value: 2 },
    ],
  };
}

/** upsTrapAlarmEntryAdded and …Removed (RFC 1628). */
function alarmTrap(kind: 'added' | 'removed', { index, alarm }: UpsAlarm): Trap {
  return {
    oid: `${upsTraps}.${kind === 'added' ? 3 : 4}`,
    objects: [
      { oid: `${upsObjects}.6.2.1.1.${index}`, type: 'integer', value: index },
      { oid: `${upsObjects}.6.2.1.2.${index}`, type: 'oid', value: wellKnownAlarm(alarm) },
    ],
  };
}
