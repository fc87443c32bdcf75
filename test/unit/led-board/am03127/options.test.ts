import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { FullContext } from '../../../../drivers/index.js';
import { am03127 } from '../../../../drivers/led-board/am03127/index.js';
import { am03127Options } from '../../../../drivers/led-board/am03127/options.js';
import { createAm03127 } from '../../../../simulators/led-board/am03127.js';
import { plugSign } from '../sign-bench.js';

const mistakes = (options: unknown) =>
  am03127Options.safeParse(options).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('options of an AM03127 sign', () => {
  it('need none to be given', () => {
    expect(am03127Options.parse({})).toMatchObject({ address: '01', page: 'A', line: 1, colour: 'red' });
  });

  it('describe every field, and can be turned into JSON Schema', () => {
    const { properties = {}, additionalProperties } = z.toJSONSchema(am03127Options, { io: 'input' });
    for (const [field, schema] of Object.entries(properties)) {
      expect(schema, field).toMatchObject({ description: expect.stringMatching(/\w/) });
    }
    expect(additionalProperties).toBe(false);
  });

  it.each([
    [{ address: '00' }, /^address: two hex digits in quotes/],
    [{ address: '1' }, /^address/],
    [{ address: 1 }, /^address/],
    [{ address: '1>' }, /^address/],
    [{ page: 'a' }, /^page: one letter/],
    [{ page: 'AB' }, /^page/],
    [{ line: 0 }, /^line/],
    [{ line: 9 }, /^line/],
    [{ colour: 'blue' }, /^colour/],
    [{ color: 'red' }, /color/],
    [{ callText: { en: 'no number' } }, /^callText.en/],
  ])('%j is refused with the place', (options, message) => {
    expect(mistakes(options)).toEqual([expect.stringMatching(message)]);
  });

  it('two signs on one line are told apart by their address', () => {
    expect(am03127.busAddress?.(am03127Options.parse({ address: 'FF' }))).toBe('FF');
  });

  it('its session has the commands the definition names', async () => {
    const options = am03127Options.parse({});
    const { context } = plugSign({ options, create: (world) => createAm03127(world) });
    const session = await am03127.open(context as unknown as FullContext);
    expect(Object.keys(session.commands).sort()).toEqual([...am03127.commands].sort());
    await session.close();
  });
});
