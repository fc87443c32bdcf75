import { describe, expect, test } from 'vitest';
import { localClock } from '../../../drivers/index.js';
import type { Reason } from '../../../gateway/duty/escalation.js';
import type { NotificationItem } from '../../../gateway/duty/notification-schema.js';
import type { Step } from '../../../gateway/duty/roster.js';
import { messageText } from '../../../gateway/duty/sentence.js';

const alarm = {
  deviceId: 'printer-1',
  alarmType: 'printer-paper-out',
  qualifier: '',
  code: 'PRN-101',
  severity: 'major',
  owner: 'flm',
  serviceImpact: 'function-lost',
  text: '缺纸',
  remedy: '换上新纸卷',
  since: '2026-11-23T01:05:00.000Z',
  dueAt: '2026-11-23T03:05:00.000Z',
  count: 1,
  verified: true,
} as const;
const inEnglish = { text: 'Paper out', remedy: 'Load a new roll.' };
const item = (
  reason: Reason,
  step: Step = 'a',
  changes: Partial<NotificationItem['alarm']> = {},
): NotificationItem => ({
  step,
  reason,
  alarm: { ...alarm, ...changes },
});
const how = (language: 'zh' | 'en', now = '2026-11-23T02:00:00Z') => ({
  language,
  localTime: localClock('Asia/Shanghai'),
  now: Date.parse(now),
});
const zh = (first: NotificationItem, others: NotificationItem[] = [], more = 0) =>
  messageText(first, others, more, how('zh'));
const en = (reason: Reason, step: Step = 'a', changes = {}) =>
  messageText(item(reason, step, { ...inEnglish, ...changes }), [], 0, how('en'));

describe('what somebody reads', () => {
  const body = '【重要】printer-1 缺纸（PRN-101），09:05 起。处理：换上新纸卷。';
  test.each<[Reason, Step, string]>([
    ['raised', 'a', `${body}时限 11:05。接手请确认。`],
    ['not-acknowledged', 'b', `前一位未确认，转给您。${body}时限 11:05。接手请确认。`],
    ['not-acknowledged', 'central', `网点无人确认。${body}时限 11:05。`],
    ['reminder', 'a', `仍无人确认。${body}时限 11:05。接手请确认。`],
    ['overdue', 'manager', `已超过时限 11:05，尚未恢复。${body}`],
    ['quiet-hours-over', 'a', `免打扰时段内发生，仍未恢复。${body}时限 11:05。接手请确认。`],
  ])('in Chinese: %s to %s', (reason, step, text) => {
    expect(zh(item(reason, step))).toBe(text);
  });

  const english = '[major] printer-1 Paper out (PRN-101), since 09:05. To do: Load a new roll.';
  test.each<[Reason, Step, string]>([
    ['raised', 'a', `${english} Due 11:05. Acknowledge it when you take it over.`],
    [
      'not-acknowledged',
      'b',
      `Passed on to you, as not acknowledged. ${english} Due 11:05. Acknowledge it when you take it over.`,
    ],
    ['not-acknowledged', 'central', `Nobody in the branch has acknowledged. ${english} Due 11:05.`],
    ['reminder', 'a', `Still not acknowledged. ${english} Due 11:05. Acknowledge it when you take it over.`],
    ['overdue', 'manager', `Not cleared by 11:05. ${english}`],
    [
      'quiet-hours-over',
      'a',
      `Came in quiet hours and is still there. ${english} Due 11:05. Acknowledge it when you take it over.`,
    ],
  ])('in English: %s to %s', (reason, step, text) => {
    expect(en(reason, step)).toBe(text);
  });

  test('that it is over, and for how long it was', () => {
    const clearedAt = '2026-11-23T01:20:00.000Z';
    expect(zh(item('cleared', 'a', { clearedAt }))).toBe('已恢复：printer-1 缺纸（PRN-101），09:05 至 09:20。');
    expect(en('cleared', 'a', { clearedAt })).toBe('Over: printer-1 Paper out (PRN-101), 09:05 to 09:20.');
  });

  test('the day, where it is another one', () => {
    expect(messageText(item('raised'), [], 0, how('zh', '2026-11-23T22:00:00Z'))).toContain('11-23 09:05 起');
  });

  test('that nobody can say whether it is still so', () => {
    expect(zh(item('raised', 'a', { verified: false }))).toContain('09:05 起，目前联系不上设备、未核实。');
    expect(en('raised', 'a', { verified: false })).toContain(', not verified as the device cannot be reached.');
  });

  test('no limit where there is none', () => {
    const { dueAt: _, ...unlimited } = alarm;
    expect(zh({ step: 'a', reason: 'raised', alarm: unlimited })).toBe(`${body}接手请确认。`);
  });

  test('which others there are: three by name, the rest by number', () => {
    const others = [
      item('raised', 'a', { deviceId: 'board-1', text: '不亮', code: 'LED-204', qualifier: 'zone-2' }),
      item('cleared', 'a', { deviceId: 'door', text: '无变化', code: 'CNT-452' }),
    ];
    expect(zh(item('raised'), others)).toMatch(
      /另有 2 条：board-1\/zone-2 不亮（LED-204）、已恢复 door 无变化（CNT-452）。$/,
    );
    expect(zh(item('raised'), [...others, ...others], 10)).toMatch(/另有 14 条：.*、.*、.* 等。$/);
    const text = messageText(item('raised', 'a', inEnglish), [item('cleared', 'a', inEnglish)], 5, how('en'));
    expect(text).toMatch(/ 6 more: over printer-1 Paper out \(PRN-101\), …\.$/);
  });
});
