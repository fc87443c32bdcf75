import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../gateway/alarms/record.js';
import { isWanted, type Wants } from '../../../gateway/webhook/wanted.js';

const all: Wants = { id: 'oncall', about: ['notification', 'alarm-event'], minimumSeverity: 'warning' };
const alarm = (severities: readonly (Severity | 'cleared')[], more: Record<string, unknown> = {}) => ({
  change: 'raise',
  alarm: {
    'alarm-type-id': 'printer-paper-out',
    'alarm-type-qualifier': '',
    'perceived-severity': severities.findLast((severity) => severity !== 'cleared'),
    'status-change': severities.map((severity) => ({ 'perceived-severity': severity })),
    ...more,
  },
});

describe('what a webhook is told', () => {
  it('is of its topics', () => {
    const events: Wants = { ...all, about: ['alarm-event'] };
    expect(isWanted(events, 'alarm-event', alarm(['major']))).toBe(true);
    expect(isWanted(events, 'notification', alarm(['major']))).toBe(false);
  });

  it.each<[string, (Severity | 'cleared')[], boolean]>([
    ['a raise as bad as asked for', ['major'], true],
    ['a worse one', ['critical'], true],
    ['a milder one', ['minor'], false],
    ['one that has become worse', ['warning', 'major'], true],
    ['one that has become milder: the receiver has heard of it', ['major', 'minor'], true],
    ['its clear, so that the receiver closes it', ['major', 'minor', 'cleared'], true],
    ['a clear of what it never heard of', ['minor', 'cleared'], false],
    ['a mild raise after a bad one was cleared', ['critical', 'cleared', 'warning'], false],
    ['its clear', ['critical', 'cleared', 'warning', 'cleared'], false],
  ])('from major on: %s', (_what, severities, wanted) => {
    expect(isWanted({ ...all, minimumSeverity: 'major' }, 'alarm-event', alarm(severities))).toBe(wanted);
  });

  it('is everything that concerns no single alarm, and whatever does not say how bad it is', () => {
    const critical: Wants = { ...all, minimumSeverity: 'critical' };
    for (const data of [{ change: 'list-rebuilt' }, {}, undefined, 'text', null, { alarm: {} }]) {
      expect(isWanted(critical, 'notification', data)).toBe(true);
    }
  });

  it.each([
    ['minor', 'major', true],
    ['minor', 'minor', false],
    ['major', undefined, true],
    ['minor', undefined, false],
  ])('from major on: a notification of a %s alarm, and also of a %s one: %s', (severity, also, wanted) => {
    const told = {
      step: 'a',
      alarm: { alarmType: 'printer-paper-out', qualifier: '', severity },
      ...(also ? { also: [{ alarm: { alarmType: 'led-unreachable', qualifier: '', severity: also } }] } : {}),
    };
    expect(isWanted({ ...all, minimumSeverity: 'major' }, 'notification', told)).toBe(wanted);
  });

  it('is a notification of its own trouble only when that tells of something else as well', () => {
    const trouble = { alarmType: 'webhook-refused', qualifier: 'oncall', severity: 'minor' };
    const other = { alarmType: 'led-unreachable', qualifier: '', severity: 'warning' };
    expect(isWanted(all, 'notification', { alarm: trouble })).toBe(false);
    expect(isWanted(all, 'notification', { alarm: trouble, also: [{ alarm: other }] })).toBe(true);
    expect(isWanted({ ...all, id: 'pager' }, 'notification', { alarm: trouble })).toBe(true);
  });

  it('is never its own trouble, but that of another webhook', () => {
    const own = (qualifier: string) =>
      alarm(['minor'], { 'alarm-type-id': 'webhook-unreachable', 'alarm-type-qualifier': qualifier });
    expect(isWanted(all, 'alarm-event', own('oncall'))).toBe(false);
    expect(isWanted(all, 'alarm-event', own('pager'))).toBe(true);
    expect(isWanted(all, 'alarm-event', alarm(['minor'], { 'alarm-type-qualifier': 'oncall' }))).toBe(true);
  });
});
