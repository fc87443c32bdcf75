import { afterEach, describe, expect, it } from 'vitest';
import { simulatedHid } from '../../support/simulated-hid.js';

let light: Awaited<ReturnType<typeof simulatedHid>>;
afterEach(() => light.end());

const lamps: readonly [name: string, options: Parameters<typeof simulatedHid>[0], colors: readonly string[]][] = [
  ['luxafor', { kind: 'signal-light/luxafor' }, ['green', 'yellow', 'red', 'blue', 'white']],
  [
    'delcom with a yellow lamp',
    { kind: 'signal-light/delcom', options: { thirdLed: 'yellow' }, unit: { third: 'yellow' } },
    ['green', 'yellow', 'red'],
  ],
  [
    'delcom with a blue lamp',
    { kind: 'signal-light/delcom', options: { thirdLed: 'blue' }, unit: { third: 'blue' } },
    ['green', 'yellow', 'red', 'blue', 'white'],
  ],
];

describe.each(lamps)('%s and its driver', (_name, options, colors) => {
  it('shows every colour, steady and blinking, in any order', async () => {
    light = await simulatedHid(options);
    for (const mode of ['steady', 'blink', 'steady']) {
      for (const color of colors) {
        await light.command('signal', { color, mode });
        expect(light.view()).toMatchObject({ color, mode });
      }
    }
    await light.command('signal', { color: 'off' });
    expect(light.view()).toMatchObject({ color: 'off', mode: 'steady' });
  });

  it('goes on blinking, from one poll to the next', async () => {
    light = await simulatedHid(options);
    await light.command('signal', { color: 'red', mode: 'blink' });
    for (let poll = 0; poll < 6; poll++) {
      await light.pass(5_000);
      expect(light.view()).toMatchObject({ color: 'red', mode: 'blink' });
    }
  });
});
