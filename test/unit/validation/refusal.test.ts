import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { drivers } from '../../../drivers/index.js';
import { check } from '../../../gateway/validation/refusal.js';

const schema = z.strictObject({
  number: z.string().min(1).max(8).describe('1 to 8 characters'),
  counter: z.union([z.string(), z.int()]),
  percent: z.int().min(0).max(100).optional(),
  outcome: z.enum(['printed', 'not-printed']).optional(),
});
const right = { number: 'A1', counter: 3 };
const refusal = (value: unknown) => {
  const checked = check(schema, value, ['args']);
  return checked.ok ? undefined : checked.refusal;
};

describe('a value of a message', () => {
  it('that is right is handed on as its schema gives it', () => {
    expect(check(schema, right)).toEqual({ ok: true, value: right });
  });

  it.each([
    [{ counter: 3 }, 'args.number', 'args.number: found nothing, allowed: 1 to 8 characters'],
    [{ ...right, number: 5 }, 'args.number', 'args.number: found 5, allowed: 1 to 8 characters. Put it in quotes'],
    [{ number: 'A1' }, 'args.counter', 'args.counter: found nothing, allowed: text or a whole number'],
    [{ ...right, counter: [] }, 'args.counter', 'args.counter: found a list, allowed: text or a whole number'],
    [{ ...right, percent: 101 }, 'args.percent', 'args.percent: found 101, allowed: a whole number from 0 to 100'],
    [{ ...right, outcome: 'x' }, 'args.outcome', 'args.outcome: found "x", allowed: printed, not-printed'],
    [
      { ...right, color: 1 },
      'args.color',
      'args.color: found an unknown key, allowed: number, counter, percent, outcome',
    ],
    [{ numbre: 'A1', counter: 3 }, 'args.numbre', /Did you mean "number"\?$/],
    [null, 'args', 'args: found null, allowed: a mapping with number, counter, percent, outcome'],
  ])('%j is refused with field, found and allowed', (value, field, message) => {
    const refused = refusal(value);
    expect(refused?.field).toBe(field);
    expect(refused?.message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  it('several mistakes are all told, the first one is the field', () => {
    expect(refusal({ percent: -1 })).toEqual({
      field: expect.stringMatching(/^args\./),
      message: expect.stringMatching(/number.*; .*counter.*; .*percent/),
    });
  });

  it('every command of every class tells something better than "invalid" for whatever comes', () => {
    const commands = drivers.flatMap(({ contract }) => Object.values(contract.commands));
    fc.assert(
      fc.property(fc.constantFrom(...commands), fc.jsonValue(), ({ args }, value) => {
        const checked = check(args, value, ['args']);
        if (checked.ok) return;
        expect(checked.refusal.message).toMatch(/found .*, allowed: ./);
        expect(checked.refusal.message).not.toMatch(/invalid|undefined|\[object/i);
      }),
    );
  });
});
