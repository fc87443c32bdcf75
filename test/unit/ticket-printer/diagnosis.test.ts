import { describe, expect, it } from 'vitest';
import {
  alarmConditions,
  alarmDeclarations,
  diagnose,
  sentence,
} from '../../../drivers/ticket-printer/escpos/diagnosis.js';
import { statusFromAnswers, statusFromBlock } from '../../../drivers/ticket-printer/escpos/status.js';
import { hex } from '../../support/hex.js';

const sees = (answers: string, nearEndSensor = true) =>
  diagnose(statusFromAnswers([...hex(answers)] as never), { nearEndSensor });
const raisedBy = (answers: string, nearEndSensor = true) =>
  alarmConditions(sees(answers, nearEndSensor))
    .filter(({ active }) => active)
    .map(({ type }) => type);

describe('the meaning of a status', () => {
  it.each([
    ['all well', '12 12 12 12', []],
    ['drawer pin high', '16 12 12 12', []],
    ['feed button pressed while online', '52 12 12 12', []],
    ['near end', '12 12 12 1E', ['printer-paper-low']],
    ['paper out, no near-end sensor', '1A 32 12 72', ['printer-paper-out']],
    ['paper out with one: not also low', '1A 32 12 7E', ['printer-paper-out']],
    ['paper out by the offline cause alone', '1A 32 12 12', ['printer-paper-out']],
    ['cover open', '1A 16 12 12', ['printer-cover-open']],
    ['cutter', '1A 52 1A 12', ['printer-cutter-fault']],
    ['mechanical', '1A 52 16 12', ['printer-paper-jam']],
    ['head hot', '1A 52 52 12', ['printer-head-overheat']],
    ['head bit with the cover open', '1A 56 52 12', ['printer-cover-open']],
    ['unrecoverable', '1A 52 32 12', ['printer-hardware-fault']],
    ['offline without a cause', '1A 12 12 12', ['printer-offline-unexplained']],
    ['error without a cause', '12 52 12 12', ['printer-offline-unexplained']],
    ['waits for recovery', '3A 12 12 12', ['printer-wait-recovery']],
    ['waits for recovery behind a cause', '3A 16 12 12', ['printer-cover-open']],
    ['offline because paper is fed by hand', '1A 1A 12 12', ['printer-feed-button']],
    ['offline with the button pressed', '5A 12 12 12', ['printer-feed-button']],
    ['cover open and paper out', '1A 36 12 72', ['printer-cover-open', 'printer-paper-out']],
    [
      'everything at once, in the order in which it is to be shown',
      '1A 7E 3E 7E',
      [
        'printer-hardware-fault',
        'printer-cover-open',
        'printer-paper-out',
        'printer-cutter-fault',
        'printer-paper-jam',
        'printer-feed-button',
      ],
    ],
  ])('%s', (_name, answers, expected) => expect(raisedBy(answers)).toEqual(expected));

  it('every alarm that the status shows is reported each time, active or not', () => {
    const conditions = alarmConditions(sees('12 12 12 12'));
    expect(conditions.every(({ active }) => !active)).toBe(true);
    const declared = alarmDeclarations.map(({ type }) => type);
    expect(conditions.map(({ type }) => type)).toEqual(declared.slice(0, conditions.length));
  });

  it.each([
    [0, undefined],
    [119_999, undefined],
    [120_000, 'major'],
  ])('a head that has been hot for %d ms: severity %s', (headHotMs, severity) => {
    const hot = alarmConditions(sees('1A 52 52 12'), { headHotMs }).find(({ active }) => active);
    expect(hot).toMatchObject({ type: 'printer-head-overheat' });
    expect(hot?.severity).toBe(severity);
  });

  it('a near-end bit means nothing where there is no sensor', () => {
    expect(sees('12 12 12 1E', false).paper).toBe('ok');
    expect(raisedBy('12 12 12 1E', false)).toEqual([]);
    expect(sees('1A 32 12 7E', false).paper).toBe('out');
  });

  it.each([
    ['12 12 12 12', { paper: 'ok', cover: 'closed' }],
    ['12 12 12 1E', { paper: 'low', cover: 'closed' }],
    ['1A 36 12 7E', { paper: 'out', cover: 'open' }],
  ])('%s as state', (answers, state) => expect(sees(answers)).toMatchObject(state));

  it('a thin roll does not stop a ticket', () => expect(sees('12 12 12 1E').causes).toEqual([]));

  it('several causes are told in the order in which they are to be mended', () => {
    expect(sentence(sees('1A 76 3E 7E').causes)).toBe(
      'the printer reports an unrecoverable error; the cover is open; there is no paper; the cutter is blocked; ' +
        'the paper is jammed or the mechanism is blocked',
    );
  });

  it('an alarm carries the raw bytes', () => {
    const cutter = alarmConditions(sees('1A 52 1A 12')).find(({ type }) => type === 'printer-cutter-fault');
    expect(cutter?.detail).toBe('the cutter is blocked (DLE EOT 1A 52 1A 12)');
  });

  it('an automatic block means the same', () => {
    const outOfPaper = diagnose(statusFromBlock([0x1c, 0, 0x0f, 0x0f]), { nearEndSensor: true });
    expect(outOfPaper).toMatchObject({ paper: 'out', cover: 'closed' });
  });
});

describe('alarm delays', () => {
  it.each([
    ['printer-paper-out', 0],
    ['printer-cutter-fault', 0],
    ['printer-cover-open', 0.3],
    ['printer-feed-button', 0.3],
    ['printer-hardware-fault', 0],
    ['printer-offline-unexplained', 2],
    ['printer-paper-low', 5],
  ])('%s raises after %d s and clears after 2 s', (type, onDelaySeconds) => {
    expect(alarmDeclarations).toContainEqual({ type, onDelaySeconds, offDelaySeconds: 2 });
  });
});
