import { describe, expect, test } from 'vitest';
import { hidKeyboard } from '../../../../drivers/keypad/hid-keyboard/index.js';
import { hidStand } from '../../../support/hid-stand.js';

const up = '00 00 00 00 00 00 00 00';

/** From code 04 on, plain and with shift; 28 to 2C and 32 type nothing here. */
const plain = "abcdefghijklmnopqrstuvwxyz1234567890\n\0\0\t -=[]\\\0;'`,./";
const shifted = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()\0\0\0\0\0_+{}|\0:"~<>?';

/** The reports of a keyboard with a US layout for a text; `\n` is Enter. */
function typed(text: string): string[] {
  return [...text].flatMap((character) => {
    const [code, modifiers] = plain.includes(character)
      ? [4 + plain.indexOf(character), '00']
      : [4 + shifted.indexOf(character), '02'];
    return [`${modifiers} 00 ${code.toString(16).padStart(2, '0')} 00 00 00 00 00`, up];
  });
}

const scanner = (options = {}) => hidStand(hidKeyboard, { use: 'scan', ...options });

test('K5: "A1" and Enter is a code', async () => {
  const stand = await scanner({ counter: 2 });
  stand.report('02 00 04 00 00 00 00 00', up, '00 00 1E 00 00 00 00 00', up, '00 00 28 00 00 00 00 00', up);
  expect(stand.acted).toEqual([{ kind: 'scan', data: { code: 'A1', counter: '2' } }]);
  await stand.end();
  expect(stand.events('scanned')).toEqual([{ code: 'A1', counter: '2' }]);
  expect(stand.seen.state['lastKey']).toBeUndefined();
  expect(stand.seen.state['lastKeyAt']).toBe('2026-11-23T01:00:00.000Z');
});

test.each([
  ['every character a US keyboard has', '0123456789 abcxyz ABCXYZ !@#$%^&*() -_=+[{]}\\|;:\'"`~,<.>/?'],
  ['the same character twice', 'AA11'],
  ['an appointment', 'YY-20261127-0042'],
])('%s', async (_what, text) => {
  const stand = await scanner();
  stand.report(...typed(`${text}\n`));
  expect(stand.acted).toEqual([{ kind: 'scan', data: { code: text } }]);
  await stand.end();
});

test('digits of the keypad block are digits, and both Enter keys end a code', async () => {
  const stand = await scanner();
  stand.report('00 00 59 00 00 00 00 00', up, '00 00 62 00 00 00 00 00', up, '00 00 58 00 00 00 00 00', up);
  expect(stand.acted.map(({ data }) => data)).toEqual([{ code: '10' }]);
  await stand.end();
});

test('Enter alone is no code', async () => {
  const stand = await scanner();
  stand.report(...typed('\n\n'));
  expect(stand.acted).toEqual([]);
  await stand.end();
  expect(stand.seen.events).toEqual([]);
});

describe('how a code ends', () => {
  test('by a pause, where the scanner sends nothing behind it', async () => {
    const stand = await scanner({ codeEnd: 'pause' });
    stand.report(...typed('A00'));
    await stand.clock.advance(199);
    stand.report(...typed('1'));
    await stand.clock.advance(199);
    expect(stand.acted).toEqual([]);
    await stand.clock.advance(1);
    expect(stand.acted.map(({ data }) => data)).toEqual([{ code: 'A001' }]);
    await stand.end();
  });

  test('by Tab', async () => {
    const stand = await scanner({ codeEnd: 'tab' });
    stand.report(...typed('A1\tB2\t'));
    expect(stand.acted.map(({ data }) => data)).toEqual([{ code: 'A1' }, { code: 'B2' }]);
    await stand.end();
  });

  test('a code without its end is refused after the pause, and the next one is whole', async () => {
    const stand = await scanner({ counter: '7' });
    stand.report(...typed('A001'));
    await stand.clock.advance(200);
    stand.report(...typed('B2\n'));
    expect(stand.acted.map(({ data }) => data)).toEqual([{ code: 'B2', counter: '7' }]);
    await stand.end();
    expect(stand.events('scan-refused')).toEqual([{ why: 'incomplete', counter: '7' }]);
  });

  test('one that never ends is bounded and refused', async () => {
    const stand = await scanner();
    const key = typed('7');
    for (let count = 0; count < 4_097; count++) stand.report(...key);
    stand.report(...typed('\n'), ...typed('A1\n'));
    expect(stand.acted.map(({ data }) => data)).toEqual([{ code: 'A1' }]);
    await stand.end();
    expect(stand.events('scan-refused')).toEqual([{ why: 'too-long' }]);
  });
});

test.each(['4111111111111111', 'x=6222021234567890128', 'name 4111 1111 1111 1111 x'])(
  'the number of a card is told to nobody and stands in no log: %s',
  async (text) => {
    const stand = await scanner();
    stand.report(...typed(`${text}\n`));
    expect(stand.acted).toEqual([]);
    await stand.end();
    expect(stand.seen.events).toEqual([{ name: 'scan-refused', data: { why: 'card-number' } }]);
    expect(JSON.stringify(stand.seen)).not.toMatch(/1111|6222/);
  },
);

test('the end of the session leaves no timer behind', async () => {
  const stand = await scanner();
  stand.report(...typed('A0'));
  await stand.end();
  expect(stand.clock.pending).toBe(0);
  expect(stand.seen.events).toEqual([]);
});
