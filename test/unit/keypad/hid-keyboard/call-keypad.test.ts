import { describe, expect, test } from 'vitest';
import { keypadContract } from '../../../../drivers/keypad/contract.js';
import { hidKeyboard } from '../../../../drivers/keypad/hid-keyboard/index.js';
import { hidStand } from '../../../support/hid-stand.js';

const up = '00 00 00 00 00 00 00 00';
const key = (code: string) => `00 00 ${code} 00 00 00 00 00`;
const [enter, plus, three] = [key('58'), key('57'), key('5B')];

describe('a call keypad', () => {
  test('a press is acted on in the tick of its report, and told as an event', async () => {
    const stand = await hidStand(hidKeyboard, { counter: 3 });
    await stand.clock.finish(stand.session.identify());
    stand.report(enter);
    expect(stand.acted).toEqual([{ kind: 'press', data: { action: 'next', counter: '3' } }]);
    stand.report(up, plus, up);
    await stand.end();
    const pressed = stand.events('pressed');
    expect(pressed).toEqual([
      { action: 'next', counter: '3' },
      { action: 'recall', counter: '3' },
    ]);
    for (const data of pressed) expect(keypadContract.events['pressed']?.safeParse(data).success).toBe(true);
    expect(stand.seen.state).toMatchObject({ use: 'call', counter: '3', lastKey: 'kp-plus', held: [] });
    expect(keypadContract.state.safeParse(stand.seen.state).success).toBe(true);
  });

  test('has the usual actions on its block of keys', async () => {
    const stand = await hidStand(hidKeyboard, { counter: 'VIP' });
    const codes = ['28', '58', '57', '56', '62', '55', '54'];
    for (const code of codes) stand.report(key(code), up);
    expect(stand.acted.map(({ data }) => (data as { action: string }).action)).toEqual([
      ...['next', 'next', 'recall', 'no-show', 'finish', 'sign-on', 'sign-off'],
    ]);
    await stand.end();
  });

  test('keys of the options take the place of the usual ones', async () => {
    const keys = { 'kp-3': { transfer: 'loans' }, '0x58': 'no-show' };
    const stand = await hidStand(hidKeyboard, { counter: '1', keys });
    stand.report(three, up, enter, up, plus, up);
    expect(stand.acted.map(({ data }) => data)).toEqual([
      { action: 'transfer', counter: '1', service: 'loans' },
      { action: 'no-show', counter: '1' },
    ]);
    // A key without an action is seen by whoever sets the keypad up.
    expect(stand.seen.state).toMatchObject({ lastKey: 'kp-plus' });
    await stand.end();
  });

  test('1 held while 2 is pressed is one press of each', async () => {
    const stand = await hidStand(hidKeyboard, { counter: '1', keys: { 'kp-1': 'next', 'kp-2': 'recall' } });
    stand.report(key('59'), '00 00 59 5A 00 00 00 00', up);
    expect(stand.acted.map(({ data }) => (data as { action: string }).action)).toEqual(['next', 'recall']);
    await stand.end();
  });

  test('a hand on all keys presses nothing, nor does what was down before it a second time', async () => {
    const stand = await hidStand(hidKeyboard, { counter: '1', repeatMs: 0 });
    stand.report(enter, '00 00 01 01 01 01 01 01', enter, up);
    expect(stand.acted).toHaveLength(1);
    await stand.end();
  });

  test('the same key again within 300 ms is a bounce; after it, another press', async () => {
    const stand = await hidStand(hidKeyboard, { counter: '1' });
    stand.report(enter, up, enter, up);
    await stand.clock.advance(299);
    stand.report(enter, up);
    expect(stand.acted).toHaveLength(1);
    await stand.clock.advance(1);
    stand.report(enter, up, plus, up);
    expect(stand.acted).toHaveLength(3);
    await stand.end();
    expect(stand.events('pressed')).toHaveLength(3);
  });

  test('a disk that is full costs the event, not the call', async () => {
    const stand = await hidStand(hidKeyboard, { counter: '1' });
    Object.assign(stand.context, { event: () => Promise.reject(new Error('no space left on device')) });
    stand.report(enter, up);
    expect(stand.acted).toHaveLength(1);
    await stand.end();
    expect(stand.seen.log.join()).toContain('pressed');
  });
});

describe('a satisfaction evaluator', () => {
  test('scores 1 to 5, with the counter and nobody else', async () => {
    const stand = await hidStand(hidKeyboard, { use: 'evaluation', counter: 4 });
    stand.report(key('59'), up, key('22'), up, key('5F'), up);
    expect(stand.acted).toEqual([
      { kind: 'score', data: { score: 1, counter: '4' } },
      { kind: 'score', data: { score: 5, counter: '4' } },
    ]);
    await stand.end();
    expect(stand.events('scored')).toEqual([
      { score: 1, counter: '4' },
      { score: 5, counter: '4' },
    ]);
  });

  test('three keys of the installer', async () => {
    const keys = { 'kp-1': 5, 'kp-2': 3, 'kp-3': 1 };
    const stand = await hidStand(hidKeyboard, { use: 'evaluation', counter: 4, keys });
    stand.report(three, up, key('59'), up);
    expect(stand.acted.map(({ data }) => (data as { score: number }).score)).toEqual([1, 5]);
    await stand.end();
  });
});

describe('a key that is held', () => {
  test('is pressed once, told as stuck after 10 s, and over with its release', async () => {
    const stand = await hidStand(hidKeyboard, { counter: '1' });
    await stand.clock.finish(stand.session.identify());
    stand.report(enter);
    await stand.clock.advance(10_000);
    await stand.session.poll();
    expect(stand.seen.alarms.at(-1)).toEqual({ type: 'keypad-key-stuck', active: false });
    await stand.clock.advance(1);
    await stand.session.poll();
    expect(stand.seen.alarms.at(-1)).toEqual({
      type: 'keypad-key-stuck',
      active: true,
      detail: 'down for more than 10 s: kp-enter',
    });
    expect(stand.seen.state).toMatchObject({ held: ['kp-enter'] });
    // The others still work.
    stand.report('00 00 58 57 00 00 00 00', enter);
    expect(stand.acted.map(({ data }) => (data as { action: string }).action)).toEqual(['next', 'recall']);
    stand.report(up);
    expect(stand.seen.alarms.at(-1)).toEqual({ type: 'keypad-key-stuck', active: false });
    expect(stand.seen.state).toMatchObject({ held: [] });
    await stand.end();
  });
});

describe('a key that sticks over a plug-in or a restart', () => {
  /** What is on disk after Enter has stuck for 11 s. */
  async function stuck(): Promise<unknown> {
    const stand = await hidStand(hidKeyboard, { counter: '1' });
    stand.report(enter);
    await stand.clock.advance(11_000);
    await stand.session.poll();
    await stand.end();
    return stand.seen.stored;
  }

  test('is in the first report, and calls nobody', async () => {
    const stand = await hidStand(hidKeyboard, { counter: '1' }, { stored: await stuck() });
    stand.report('00 00 58 57 00 00 00 00');
    expect(stand.acted.map(({ data }) => data)).toEqual([{ action: 'recall', counter: '1' }]);
    await stand.clock.advance(11_000);
    await stand.session.poll();
    expect(stand.seen.alarms.at(-1)).toMatchObject({ active: true, detail: expect.stringContaining('kp-enter') });
    await stand.end();
  });

  test('works again once it was seen released', async () => {
    const stand = await hidStand(hidKeyboard, { counter: '1' }, { stored: await stuck() });
    stand.report(up, enter, up);
    expect(stand.acted.map(({ data }) => data)).toEqual([{ action: 'next', counter: '1' }]);
    await stand.end();
    expect(stand.seen.stored).toEqual({ held: [] });
  });

  test('one that came free while nobody looked costs one press, not more', async () => {
    const stand = await hidStand(hidKeyboard, { counter: '1', repeatMs: 0 }, { stored: await stuck() });
    stand.report(enter, up, enter, up);
    expect(stand.acted).toHaveLength(1);
    await stand.end();
  });

  test('a disk that is full is told, and the keys work', async () => {
    const stand = await hidStand(hidKeyboard, { counter: '1' });
    stand.seen.diskFull = true;
    stand.report(enter);
    await stand.clock.advance(11_000);
    await stand.session.poll();
    stand.report(up, plus, up);
    await stand.end();
    expect(stand.acted).toHaveLength(2);
    expect(stand.seen.log.join()).toContain('cannot be saved');
  });
});

test('every poll says whether a key is stuck', async () => {
  const stand = await hidStand(hidKeyboard, { use: 'scan' });
  await stand.clock.finish(stand.session.identify());
  await stand.session.poll();
  await stand.session.poll();
  expect(stand.seen.alarms).toHaveLength(2);
  await stand.end();
});
