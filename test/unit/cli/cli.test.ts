import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../gateway/cli/address.js';
import { parseArg } from '../../../gateway/cli/command.js';
import { createLineWriter } from '../../../gateway/cli/lines.js';
import { displayWidth, table } from '../../../gateway/cli/table.js';
import type { Message } from '../../../gateway/messages/bus.js';
import { topicsOf } from '../../../gateway/messages/topics.js';

describe('--arg', () => {
  it.each([
    ['number=A001', ['number', 'A001']],
    ['number=001', ['number', '001']],
    ['counter=3', ['counter', 3]],
    ['percent=-1', ['percent', -1]],
    ['on=true', ['on', true]],
    ['text=a=b', ['text', 'a=b']],
    ['text=', ['text', '']],
    ['text=1e5', ['text', '1e5']],
    ['id=12345678901234567890', ['id', '12345678901234567890']],
  ])('%s is %j', (text, expected) => {
    expect(parseArg(text)).toEqual(expected);
  });

  it.each(['number', '=3', ''])('"%s" is refused with what is allowed', (text) => {
    expect(() => parseArg(text)).toThrow('allowed: key=value');
  });
});

describe('HOST:PORT', () => {
  it.each([
    ['127.0.0.1:9100', { host: '127.0.0.1', port: 9100 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['::1:80', { host: '::1', port: 80 }],
  ])('%s', (text, expected) => {
    expect(parseAddress('--listen', text)).toEqual(expected);
  });

  it.each(['9100', 'host:', ':9100', 'host:65536', 'host:x'])('"%s" is refused', (text) => {
    expect(() => parseAddress('--listen', text)).toThrow(/--listen .*allowed: HOST:PORT/);
  });
});

describe('a table', () => {
  it('aligns columns that mix Chinese and Latin text', () => {
    const lines = table(
      ['A', 'B'],
      [
        ['缺纸', 'x'],
        ['paper', 'y'],
      ],
    ).split('\n');
    expect(lines.map((line) => displayWidth(line.slice(0, -1)))).toEqual([7, 7, 7]);
  });

  it('leaves the last column free', () => {
    expect(table(['A', 'B'], [['1', '']])).toBe('A  B\n1');
  });
});

describe('a line per change', () => {
  const topics = topicsOf({ branchId: 'b', gatewayId: 'g' });
  const message = (topic: string, data: unknown): Message => ({
    topic,
    kind: 'state',
    retained: false,
    envelope: { v: 1, id: 'i', seq: 1, bootId: 'b', time: '2026-11-23T01:00:00.000Z', clockSynced: true, data },
  });

  it('says when a device comes and goes, once, with the reason', () => {
    const write = createLineWriter(topics);
    const state = (operating: string, reason?: string) =>
      write(message(topics.deviceState('board-1'), { admin: 'enabled', operating, ...(reason ? { reason } : {}) }));
    expect(state('connecting')).toMatch(/device {2}board-1 +connecting$/);
    expect(state('connecting')).toBeUndefined();
    expect(state('offline', 'no answer')).toMatch(/offline: no answer$/);
    expect(state('online')).toMatch(/online$/);
  });

  it('says what happened and which alarm came or went', () => {
    const write = createLineWriter(topics);
    expect(write(message(topics.deviceEvent('printer-1'), { event: 'ticket-printed', ticketId: 't1' }))).toMatch(
      /printer-1 +ticket-printed ticketId=t1$/,
    );
    const alarm = {
      resource: 'b/g/printer-1',
      'perceived-severity': 'major',
      'x-code': 'PRN-101',
      'alarm-text': '打印机缺纸',
    };
    expect(write(message(topics.alarmEvent, { change: 'raise', alarm }))).toMatch(
      /printer-1 +raise major PRN-101 打印机缺纸$/,
    );
    expect(write(message(topics.alarmEvent, { change: 'clear', alarm }))).toMatch(/clear cleared PRN-101/);
    expect(write(message(topics.alarmEvent, { sequence: 7, change: 'list-rebuilt', open: 3, bootId: 'b' }))).toMatch(
      /ALARM {3}gateway +list rebuilt, 3 open$/,
    );
  });

  it('is silent about what changes nothing', () => {
    const write = createLineWriter(topics);
    expect(write(message(topics.health, {}))).toBeUndefined();
    expect(write(message(topics.deviceMeasurement('door'), {}))).toBeUndefined();
    expect(
      write({ topic: topics.alarm('a', 'b', ''), kind: 'state', retained: true, envelope: undefined }),
    ).toBeUndefined();
  });
});
