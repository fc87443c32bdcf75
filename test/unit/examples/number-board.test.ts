import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBus } from '../../../drivers/transport/bus.js';
import { memoryPair } from '../../../drivers/transport/memory.js';
import { plugIn } from '../../../simulators/line.js';
import { createWorld } from '../../../simulators/world.js';
import { digitsOf, encodeNumber } from '../../examples/number-board/codec.js';
import { numberBoard } from '../../examples/number-board/index.js';
import { createNumberBoard } from '../../examples/number-board/simulator.js';
import { hex, toHex } from '../../support/hex.js';
import { seededRandom } from '../../support/random.js';
import { recordingContext } from '../../support/recording-context.js';
import { VirtualClock } from '../../support/virtual-clock.js';

/** The driver on a real line with the simulated board at its other end. */
async function setUp() {
  const clock = new VirtualClock();
  const board = createNumberBoard(createWorld({ seed: 1, clock }), { id: 5 });
  const bus = createBus({
    name: 'line',
    clock,
    random: seededRandom(1),
    open: async () => {
      const [ours, theirs] = memoryPair();
      plugIn(board, theirs);
      return ours;
    },
  });
  const options = numberBoard.options.parse({ address: 5 });
  const { context, seen } = recordingContext({ options, link: bus.member('board'), clock });
  const session = await numberBoard.open(context);
  const call = session.commands['call'] as unknown as (args: object) => Promise<Record<string, unknown>>;
  return { board, session, seen, call, clock };
}

describe('the codec', () => {
  it('makes the published frame: 999 on board 5', () => {
    expect(toHex(encodeNumber(5, 999))).toBe('05 03 E7 EF');
  });

  it('the sum is that of the other bytes, whatever is shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 0, max: 9_999 }), (address, value) => {
        const [id = 0, high = 0, low = 0, sum] = encodeNumber(address, value);
        expect([id, high * 256 + low, sum]).toEqual([address, value, (id + high + low) % 256]);
      }),
    );
  });

  it.each([
    ['A012', 12],
    ['7', 7],
    ['B12345', 2345],
    ['VIP', undefined],
  ])('%s is shown as %s', (number, digits) => {
    expect(digitsOf(number)).toBe(digits);
  });
});

describe('the driver', () => {
  it('shows a called number, and says that nobody confirmed it', async () => {
    const { board, session, seen, call, clock } = await setUp();
    await session.identify();
    const called = call({ number: 'A012', counter: 3 });
    await clock.advance(100);
    expect(await called).toEqual({ zone: 'main', text: '12', verified: 'sent' });
    expect(board.view()).toEqual({ text: '12' });
    expect(seen.state).toEqual({ showing: { main: '12' }, verified: 'sent' });
    expect(seen.events).toEqual([{ name: 'called', data: { number: 'A012', counter: 3, zone: 'main', text: '12' } }]);
  });

  it('a board that lost its power shows the number again after the next poll', async () => {
    const { board, session, call, clock } = await setUp();
    const called = call({ number: 42, counter: 1 });
    await clock.advance(100);
    await called;
    board.restart();
    expect(board.view()).toEqual({ text: '0' });
    const polled = session.poll();
    await clock.advance(100);
    await polled;
    expect(board.view()).toEqual({ text: '42' });
  });

  it('a number without a digit is refused with what is allowed', async () => {
    const { call } = await setUp();
    await expect(call({ number: 'VIP', counter: 1 })).rejects.toMatchObject({
      code: 'COMMAND_ARGS_INVALID',
      field: 'args.number',
    });
  });

  it('another board on the line is not disturbed', async () => {
    const { board } = await setUp();
    const other = createNumberBoard(createWorld({ seed: 2 }), { id: 6 });
    const [host, line] = memoryPair();
    plugIn(other, line);
    await host.write(hex('05 03 E7 EF'));
    expect(other.view()).toEqual({ text: '0' });
    expect(board.view()).toEqual({ text: '0' });
  });
});

describe('docs/drivers.md', () => {
  const root = join(import.meta.dirname, '../../..');
  const text = readFileSync(join(root, 'docs/drivers.md'), 'utf8');
  const excerpts = [...text.matchAll(/```ts\n\/\/ file: (\S+)\n([\s\S]*?)```/g)].map(([, file = '', code = '']) => ({
    file,
    code,
  }));
  const squeeze = (code: string) => code.replace(/\s+/g, ' ').trim();

  it('shows code of this example', () => {
    expect(excerpts.length).toBeGreaterThanOrEqual(5);
  });

  it.each(excerpts)('the excerpt of $file stands in that file', ({ file, code }) => {
    const source = squeeze(readFileSync(join(root, file), 'utf8'));
    for (const part of code.split('// …')) expect(source).toContain(squeeze(part));
  });
});
