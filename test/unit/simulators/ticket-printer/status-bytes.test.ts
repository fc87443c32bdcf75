import { describe, expect, it } from 'vitest';
import {
  type Conditions,
  isOffline,
  paperStatus,
  realtimeStatus,
  statusBlock,
} from '../../../../simulators/ticket-printer/escpos-status.js';

const names = [
  'coverOpen',
  'feeding',
  'nearEnd',
  'paperEnd',
  'mechanical',
  'cutter',
  'unrecoverable',
  'headHot',
] as const satisfies readonly (keyof Conditions)[];

/** Every mixture of conditions there is. */
const mixtures = Array.from({ length: 2 ** names.length }, (_, mixture) => {
  const entries = names.map((name, bit) => [name, ((mixture >> bit) & 1) === 1]);
  return Object.fromEntries(entries) as unknown as Conditions;
});
const habits = { drawerHigh: true, byte4: 0x0f };
const low = { drawerHigh: false, byte4: 0 };

describe('in each of the 256 mixtures of conditions', () => {
  it('a real-time answer has the fixed bits of its class: b0 = 0, b1 = 1, b4 = 1, b7 = 0', () => {
    for (const conditions of mixtures) {
      for (const n of [1, 2, 3, 4]) expect((realtimeStatus(n, conditions, habits) ?? 0) & 0x93).toBe(0x12);
    }
  });

  it('an automatic block begins with its mark and goes on with three bytes that are no mark', () => {
    for (const conditions of mixtures) {
      const [first = 0, ...rest] = statusBlock(conditions, habits);
      expect(first & 0x93).toBe(0x10);
      expect(rest.map((byte) => byte & 0x90)).toEqual([0, 0, 0]);
    }
  });

  it('a queued answer about paper is none of the other classes', () => {
    for (const conditions of mixtures) expect(paperStatus(conditions) & 0x90).toBe(0);
  });

  it('both kinds of status tell the same', () => {
    for (const conditions of mixtures) {
      const [one = 0, two = 0, three = 0, four = 0] = [1, 2, 3, 4].map((n) => realtimeStatus(n, conditions, habits));
      const [first = 0, second = 0, third = 0] = statusBlock(conditions, habits);
      const same: readonly (readonly [string, number, number])[] = [
        ['drawer', one & 0x04, first & 0x04],
        ['offline', one & 0x08, first & 0x08],
        ['cover open', two & 0x04, first & 0x20],
        ['fed by button', two & 0x08, first & 0x40],
        ['button pressed', one & 0x40, second & 0x02],
        ['mechanical error', three & 0x04, second & 0x04],
        ['cutter error', three & 0x08, second & 0x08],
        ['unrecoverable error', three & 0x20, second & 0x20],
        ['error that passes', three & 0x40, second & 0x40],
        ['some error', two & 0x40, second & 0x6c],
        ['near end', four & 0x0c, third & 0x03],
        ['paper end', four & 0x60, third & 0x0c],
        ['stopped by paper end', two & 0x20, third & 0x0c],
      ];
      for (const [what, a, b] of same) expect(a !== 0, what).toBe(b !== 0);
    }
  });

  it('both bits of a pair are set or none', () => {
    for (const conditions of mixtures) {
      const four = realtimeStatus(4, conditions, habits) ?? 0;
      expect([0, 0x0c]).toContain(four & 0x0c);
      expect([0, 0x60]).toContain(four & 0x60);
    }
  });

  it('near end alone never stops the printer, anything else does', () => {
    for (const conditions of mixtures) {
      const others = names.filter((name) => name !== 'nearEnd' && conditions[name]);
      expect(isOffline(conditions)).toBe(others.length > 0);
    }
  });

  it('the drawer pin and the fourth byte are as the model has them', () => {
    for (const conditions of mixtures) {
      expect((realtimeStatus(1, conditions, low) ?? 0) & 0x04).toBe(0);
      expect((statusBlock(conditions, low)[0] ?? 0) & 0x04).toBe(0);
      expect(statusBlock(conditions, low)[3]).toBe(0);
      expect(statusBlock(conditions, habits)[3]).toBe(0x0f);
    }
  });
});
