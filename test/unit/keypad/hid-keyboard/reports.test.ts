import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyCodeOf, keyCodes, keyNameOf, keyNamePattern } from '../../../../drivers/keypad/hid-keyboard/key-names.js';
import { KeyEdges } from '../../../../drivers/keypad/hid-keyboard/reports.js';
import { hex } from '../../../support/hex.js';

const released = '00 00 00 00 00 00 00 00';

/** What each report presses, by name of the key, with ⇧ where shift is down; undefined where a report says nothing. */
function pressedBy(reports: readonly string[]) {
  const edges = new KeyEdges();
  return reports.map((report) => {
    const changes = edges.push(hex(report));
    return changes?.pressed
      .filter((code) => code < 0xe0)
      .map((code) => `${changes.shift ? '⇧' : ''}${keyNameOf(code)}`);
  });
}

describe('the published reports', () => {
  test.each([
    ['K1 keypad 3', ['00 00 5B 00 00 00 00 00', released], [['kp-3'], []]],
    ['K2 keypad Enter', ['00 00 58 00 00 00 00 00', released], [['kp-enter'], []]],
    [
      'K3 1 held while 2 is pressed',
      ['00 00 59 00 00 00 00 00', '00 00 59 5A 00 00 00 00', released],
      [['kp-1'], ['kp-2'], []],
    ],
    ['K4 a capital letter', ['02 00 04 00 00 00 00 00', released], [['⇧a'], []]],
    [
      'K5 "A1" and Enter of a scanner',
      ['02 00 04 00 00 00 00 00', released, '00 00 1E 00 00 00 00 00', released, '00 00 28 00 00 00 00 00', released],
      [['⇧a'], [], ['1'], [], ['enter'], []],
    ],
    ['K6 roll-over error', ['00 00 01 01 01 01 01 01'], [undefined]],
    [
      'a keyboard as a computer saw it: "Ab1" and Enter',
      [
        ...['02 00 00 00 00 00 00 00', '02 00 04 00 00 00 00 00', '02 00 00 00 00 00 00 00', released],
        ...['00 00 05 00 00 00 00 00', released, '00 00 1E 00 00 00 00 00', released],
        ...['00 00 28 00 00 00 00 00', released],
      ],
      [[], ['⇧a'], [], [], ['b'], [], ['1'], [], ['enter'], []],
    ],
  ])('%s', (_what, reports, expected) => {
    expect(pressedBy(reports)).toEqual(expected);
  });
});

describe('what presses nothing', () => {
  test('a report that is repeated', () => {
    expect(pressedBy(['00 00 5B 00 00 00 00 00', '00 00 5B 00 00 00 00 00'])).toEqual([['kp-3'], []]);
  });

  test('keys that change their slots', () => {
    expect(pressedBy(['00 00 59 5A 00 00 00 00', '00 00 5A 59 00 00 00 00', '00 00 5A 00 00 00 00 00'])).toEqual([
      ['kp-1', 'kp-2'],
      [],
      [],
    ]);
  });

  test('a roll-over error, after which the keys that were down are still down', () => {
    expect(
      pressedBy(['00 00 59 5A 00 00 00 00', '00 00 01 01 01 01 01 01', '00 00 59 5A 5B 00 00 00', released]),
    ).toEqual([['kp-1', 'kp-2'], undefined, ['kp-3'], []]);
  });

  test.each([
    ['failed self-test', '00 00 02 02 02 02 02 02'],
    ['undefined error in one slot', '00 00 03 00 00 00 00 00'],
    ['a report of volume keys', '03 E9 00'],
    ['nothing', ''],
    ['half a report', '00 00 5B 00'],
    ['a report of a mouse pad with 16 bytes', '00'.repeat(16)],
  ])('%s', (_what, report) => {
    const edges = new KeyEdges();
    edges.push(hex('00 00 5B 00 00 00 00 00'));
    expect(edges.push(hex(report))).toBeUndefined();
    expect([...edges.down]).toEqual([0x5b]);
  });
});

test('a device that numbers its reports has the number before the eight bytes', () => {
  expect(pressedBy(['01 00 00 5B 00 00 00 00 00', '01 02 00 04 00 00 00 00 00'])).toEqual([['kp-3'], ['⇧a']]);
});

test('modifiers are keys too', () => {
  const edges = new KeyEdges();
  expect(edges.push(hex('81 00 00 00 00 00 00 00'))).toEqual({ pressed: [0xe0, 0xe7], released: [], shift: false });
  expect(edges.push(hex('20 00 00 00 00 00 00 00'))).toEqual({ pressed: [0xe5], released: [0xe0, 0xe7], shift: true });
});

test('whatever comes, presses and releases of a key take turns, and nothing throws', () => {
  const seed = Date.now() & 0xffff;
  const slot = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0x59, max: 0x5c }));
  const boot = fc.array(slot, { minLength: 8, maxLength: 8 });
  const any = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 12 });
  fc.assert(
    fc.property(fc.array(fc.oneof({ weight: 4, arbitrary: boot }, any), { maxLength: 60 }), (reports) => {
      const edges = new KeyEdges();
      const down = new Set<number>();
      for (const report of reports) {
        const changes = edges.push(Uint8Array.from(report));
        for (const code of changes?.released ?? []) expect(down.delete(code), `seed ${seed}`).toBe(true);
        for (const code of changes?.pressed ?? []) {
          expect(down.has(code), `seed ${seed}`).toBe(false);
          down.add(code);
        }
        expect(edges.down).toEqual(down);
      }
    }),
    { seed, numRuns: 200 },
  );
});

describe('names of keys', () => {
  test('each is one code, and leads back to it', () => {
    expect(new Set(keyCodes.values()).size).toBe(keyCodes.size);
    for (const [name, code] of keyCodes) {
      expect(keyNameOf(code)).toBe(name);
      expect(keyCodeOf(name)).toBe(code);
      expect(name).toMatch(keyNamePattern);
    }
  });

  test.each([
    ...[
      ['kp-1', 0x59],
      ['kp-9', 0x61],
      ['kp-0', 0x62],
      ['kp-dot', 0x63],
      ['num-lock', 0x53],
      ['kp-slash', 0x54],
    ],
    ...[
      ['kp-star', 0x55],
      ['kp-minus', 0x56],
      ['kp-plus', 0x57],
      ['kp-enter', 0x58],
      ['1', 0x1e],
      ['9', 0x26],
    ],
    ...[
      ['0', 0x27],
      ['enter', 0x28],
      ['esc', 0x29],
      ['backspace', 0x2a],
      ['a', 0x04],
      ['z', 0x1d],
      ['f12', 0x45],
    ],
    ...[
      ['0x5B', 0x5b],
      ['0xe0', 0xe0],
      ['0X64', 0x64],
    ],
  ] as const)('%s is %i', (name, code) => {
    expect(keyCodeOf(String(name))).toBe(code);
  });

  test.each(['0x00', '0x01', '0x03', '0x100', '91', 'kp-10', 'Enter', '', '0x5', 'f13'])('"%s" is none', (name) => {
    expect(keyCodeOf(name)).toBeUndefined();
  });

  test('a code without a name is told as a code', () => {
    expect([keyNameOf(0x85), keyNameOf(0x0a + 0xb0)]).toEqual(['0x85', '0xBA']);
  });
});
