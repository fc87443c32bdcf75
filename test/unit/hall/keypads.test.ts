import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Pressed } from '../../../drivers/index.js';
import { createHallDesk } from '../../../gateway/hall/desk.js';
import { createHallKeypads } from '../../../gateway/hall/keypads.js';
import { type HallStand, openHallStand } from './hall-stand.js';

let stand: HallStand;
let audited: Record<string, unknown>[];
let refused: string[];
let heard: (() => void) | undefined;

beforeEach(async () => {
  stand = await openHallStand();
  audited = [];
  refused = [];
});
afterEach(() => stand.end());

function keypads(mode: 'own' | 'listen' = 'own') {
  const desk = createHallDesk({
    queue: stand.queue,
    tickets: { print: async () => undefined },
    status: () => ({}),
  });
  return createHallKeypads({
    ...{ mode, desk, bootId: 'boot' },
    audit: async (record) => {
      audited.push(record);
      heard?.();
    },
    onRefused: (keypad, { action }, error) => refused.push(`${keypad} ${action}: ${error.message}`),
    onError: (error) => {
      throw error;
    },
  });
}

/** Resolves when as many keys have been seen to. */
async function written(count: number) {
  while (audited.length < count) {
    await new Promise<void>((resolve) => {
      heard = resolve;
    });
  }
}
const key = (action: Pressed['action'], counter = '1', more = {}) => ({ action, counter, ...more });
const at = (counter: string) => stand.queue.view().counters.find(({ id }) => id === counter)?.ticket?.number;

describe('a call keypad', () => {
  test('does what its keys say, and who pressed what is written down', async () => {
    await stand.queue.issue('personal');
    await stand.queue.issue('personal');
    const pad = keypads()('pad-1');
    for (const action of ['sign-on', 'next', 'recall', 'no-show', 'next', 'finish', 'sign-off'] as const) {
      pad.press(key(action));
    }
    await written(7);
    expect(audited.map(({ command, status }) => `${command} ${status}`)).toEqual([
      'hall-sign-on succeeded',
      'hall-call succeeded',
      'hall-recall succeeded',
      'hall-no-show succeeded',
      'hall-call succeeded',
      'hall-finish succeeded',
      'hall-sign-off succeeded',
    ]);
    expect(audited[1]).toEqual({
      commandId: 'key-boot-2',
      deviceId: 'gateway',
      command: 'hall-call',
      clientId: 'pad-1',
      origin: 'local',
      status: 'succeeded',
      args: { counter: '1' },
    });
    const [personal] = stand.queue.view().services;
    expect(personal).toMatchObject({ issued: 2, noShow: 1, served: 1, waiting: 0 });
  });

  test('sends a customer on', async () => {
    await stand.queue.issue('personal');
    const pad = keypads()('pad-1');
    pad.press(key('next'));
    pad.press(key('transfer', '1', { service: 'vip' }));
    await written(2);
    expect(stand.queue.view().waiting).toMatchObject([{ number: 'A001', service: 'vip' }]);
    expect(audited[1]).toMatchObject({ command: 'hall-transfer', args: { counter: '1', service: 'vip' } });
  });

  test('two at once never get one number', async () => {
    await stand.queue.issue('personal');
    await stand.queue.issue('personal');
    const desk = keypads();
    desk('pad-1').press(key('next', '1'));
    desk('pad-2').press(key('next', '2'));
    await written(2);
    expect([at('1'), at('2')]).toEqual(['A001', 'A002']);
  });

  test('a key that can do nothing is told to the log', async () => {
    const pad = keypads()('pad-1');
    pad.press(key('no-show'));
    await written(1);
    expect(refused).toEqual([expect.stringMatching(/^pad-1 no-show: ./)]);
    expect(audited).toMatchObject([{ command: 'hall-no-show', status: expect.stringMatching(/failed|rejected/) }]);
  });

  test('where the branch has its own queue system, only says who is there', async () => {
    const pad = keypads('listen')('pad-1');
    for (const action of ['next', 'recall', 'no-show', 'finish', 'transfer', 'sign-on'] as const)
      pad.press(key(action));
    await written(1);
    expect(audited).toMatchObject([{ command: 'hall-sign-on' }]);
    expect(stand.queue.view().openCounters).toBe(1);
  });
});

test('scores and codes change nothing of the queue', () => {
  const pad = keypads()('pad-1');
  pad.score({ score: 5, counter: '1' });
  pad.scan({ code: 'X1' });
  expect(stand.queue.view()).toMatchObject({ openCounters: 0, waiting: [] });
});
