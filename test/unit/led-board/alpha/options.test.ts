import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FullContext } from '../../../../drivers/index.js';
import { alpha } from '../../../../drivers/led-board/alpha/index.js';
import { alphaOptions } from '../../../../drivers/led-board/alpha/options.js';
import { createAlpha } from '../../../../simulators/led-board/alpha.js';
import { plugSign } from '../sign-bench.js';

const mistakes = (options: unknown) =>
  alphaOptions.safeParse(options).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
const zone = (string: string, line: unknown) => ({ string, line });

describe('options of an Alpha sign', () => {
  it('need none to be given', () => {
    expect(alphaOptions.parse({})).toMatchObject({
      address: '01',
      type: 'Z',
      acknowledge: 'auto',
      position: 'middle',
      mode: 'hold',
      whenClear: 'release',
      mayConfigureMemory: false,
      callText: { zh: '{number} to counter {counter}', en: '{number} to counter {counter}' },
    });
  });

  it('describe every field, and can be turned into JSON Schema', () => {
    const { properties = {}, additionalProperties } = z.toJSONSchema(alphaOptions, { io: 'input' });
    for (const [field, schema] of Object.entries(properties)) {
      expect(schema, field).toMatchObject({ description: expect.stringMatching(/\w/) });
    }
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(['address', 'zones', 'mayConfigureMemory']));
    expect(additionalProperties).toBe(false);
  });

  it.each(['01', '0F', 'A0', 'FF'])('address %s is one', (address) => {
    expect(mistakes({ address })).toBeUndefined();
  });

  it.each(['00', '??', '0?', '?1', '1', '001', 'ff', 1, '', '\x0401'])('address %j is none', (address) => {
    expect(mistakes({ address })).toHaveLength(1);
  });

  it.each(['0', '?', '', 'ZZ', '\x01', ' '])('type %j is none: replies, any, or not a character', (type) => {
    expect(mistakes({ type })).toHaveLength(1);
  });

  it('the type of one kind of sign is one', () => {
    expect(mistakes({ type: 'f' })).toBeUndefined();
  });

  it.each([
    [{ zones: {} }, /^zones: 1 to 8 zones/],
    [{ zones: { Top: zone('1', 1) } }, /^zones.Top/],
    [{ zones: { a: zone('0', 1) } }, /^zones.a.string: one of 1-9, B-Z, a-z; A is the TEXT file/],
    [{ zones: { a: zone('A', 1) } }, /^zones.a.string/],
    [{ zones: { a: zone('?', 1) } }, /^zones.a.string/],
    [{ zones: { a: zone('1', 0) } }, /^zones.a.line/],
    [{ zones: { a: zone('1', 'centre') } }, /^zones.a.line/],
    [{ zones: { a: zone('1', 1), b: zone('1', 2) } }, /^zones.b.string: another than that of the zone "a"/],
    [{ zones: { a: zone('1', 1), b: zone('2', 1) } }, /^zones.b.line: another than that of the zone "a"/],
    [{ mode: 'flash' }, /^mode/],
    [{ acknowledge: true }, /^acknowledge/],
    [{ adress: '01' }, /adress/],
  ])('%j is refused with the place', (options, message) => {
    expect(mistakes(options)).toEqual([expect.stringMatching(message)]);
  });

  it('two zones of their own are fine', () => {
    expect(mistakes({ zones: { a: zone('1', 1), b: zone('B', 2) } })).toBeUndefined();
  });

  it('two signs on one line are told apart by their address', () => {
    expect(alpha.busAddress?.(alphaOptions.parse({ address: '0A' }))).toBe('0A');
  });

  it('its session has the commands the definition names', async () => {
    const options = alphaOptions.parse({});
    const { context } = plugSign({ options, create: (world) => createAlpha(world) });
    const session = await alpha.open(context as unknown as FullContext);
    expect(Object.keys(session.commands).sort()).toEqual([...alpha.commands].sort());
    await session.close();
  });
});
