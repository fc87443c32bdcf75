import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetainedLimit } from '../../../gateway/broker/retained-limit.js';

const retained = (topic: string, bytes: number) => ({ topic, payload: Buffer.alloc(bytes), retain: true });

describe('what clients may leave behind retained', () => {
  it('is a thousand topics, and an emptied one makes room again', () => {
    const limit = new RetainedLimit();
    for (let i = 0; i < 1_000; i++) expect(limit.admit(retained(`q/${i}`, 1))).toBe(true);
    expect(limit.admit(retained('q/more', 1))).toBe(false);
    expect(limit.admit(retained('q/0', 2))).toBe(true);
    expect(limit.admit(retained('q/0', 0))).toBe(true);
    expect(limit.admit(retained('q/more', 1))).toBe(true);
    expect(limit.admit(retained('q/0', 1))).toBe(false);
  });

  it('is 4 MiB in all, however few the topics', () => {
    const limit = new RetainedLimit();
    for (let i = 0; i < 4; i++) expect(limit.admit(retained(`q/${i}`, 1_000_000))).toBe(true);
    expect(limit.admit(retained('q/4', 1_000_000))).toBe(false);
    expect(limit.admit(retained('q/3', 10))).toBe(true);
    expect(limit.admit(retained('q/4', 1_000_000))).toBe(true);
  });

  it('does not ask about what is not retained, nor about emptying what was never there', () => {
    const limit = new RetainedLimit();
    for (let i = 0; i < 2_000; i++) expect(limit.admit(retained(`q/${i}`, 0))).toBe(true);
    for (let i = 0; i < 10; i++) {
      expect(limit.admit({ topic: `q/${i}`, payload: Buffer.alloc(1_000_000), retain: false })).toBe(true);
    }
    expect(limit.admit(retained('q/0', 1_000_000))).toBe(true);
  });

  it('never holds more than 4 MiB, whatever comes', () => {
    const change = fc.record({ topic: fc.integer({ min: 0, max: 9 }), bytes: fc.integer({ min: 0, max: 1_500_000 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const limit = new RetainedLimit();
        const held = new Map<number, number>();
        for (const { topic, bytes } of changes) {
          const message = { topic: `${topic}`, payload: { length: bytes } as Buffer, retain: true };
          if (limit.admit(message)) held.set(topic, bytes);
          const total = [...held.values()].reduce((sum, each) => sum + each, 0);
          expect(total).toBeLessThanOrEqual(4_194_304);
        }
      }),
    );
  });
});
