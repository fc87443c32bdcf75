import { describe, expect, it } from 'vitest';
import { createSimulator, simulatorFactories } from '../../../simulators/registry.js';
import { createWorld } from '../../../simulators/world.js';

const world = createWorld({ seed: 1 });

describe('the list of simulators', () => {
  it.each(Object.keys(simulatorFactories))('%s starts without options and knows its own kind', (kind) => {
    const simulator = createSimulator(kind, world);
    expect(simulator.kind).toBe(kind);
    expect(() => JSON.stringify(simulator.view())).not.toThrow();
    simulator.close();
  });

  it('hands options on', () => {
    const board = createSimulator('led-board/onbon', world, { address: 7, width: 16, height: 16 });
    expect(board.view()).toMatchObject({ text: [''] });
    board.close();
  });

  it.each([
    ['led-board/onbon', { adress: 7 }, 'adress'],
    ['led-board/onbon', { width: 7 }, 'width: '],
    ['led-board/onbon', { address: 0x8000 }, 'address: '],
    ['led-board/modbus-digits', { digits: 5 }, 'digits: '],
    ['led-board/modbus-digits', { address: 248 }, 'address: '],
    ['led-board/modbus-digits', { baud: 300 }, 'baud: '],
    ['people-counter/hpc168', { id: '1' }, 'id: allowed are four decimal digits'],
    ['people-counter/hpc168', 'fast', 'object'],
  ])('%s with %j is refused with the reason', (kind, options, message) => {
    expect(() => createSimulator(kind, world, options)).toThrow(message);
  });

  it('names what there is when asked for what there is not', () => {
    expect(() => createSimulator('led-board/neon', world)).toThrow(
      'no simulator "led-board/neon", allowed are keypad/hid-keyboard, keypad/hid-pos-scanner, led-board/alpha, led-board/am03127, led-board/modbus-digits, led-board/onbon',
    );
    expect(() => createSimulator('toString', world)).toThrow('no simulator "toString"');
  });
});

describe('the world of a simulator', () => {
  const draw = (seed: number) => {
    const { random } = createWorld({ seed });
    return Array.from({ length: 1_000 }, random);
  };

  it('draws the same again with the same seed and something else with another', () => {
    expect(draw(5)).toEqual(draw(5));
    expect(draw(5)).not.toEqual(draw(6));
  });

  it('draws evenly from 0 to below 1', () => {
    const drawn = draw(42);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length).toBeCloseTo(0.5, 1);
  });

  it('has a clock that runs', async () => {
    const { clock } = createWorld({ seed: 1 });
    const before = clock.now();
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 1));
    clock.setTimeout(() => expect.unreachable('was cancelled'), 0).cancel();
    expect(clock.now()).toBeGreaterThanOrEqual(before);
  });
});
