import { expect, test } from 'vitest';
import { seededRandom } from '../../../support/random.js';
import { kioskStand } from './kiosk-stand.js';

const heartbeat = 'terminal-heartbeat-lost';

test.each([1, 2])(
  'an application that is away and back every 30 s for an hour: at most four raises, then one flapping state (seed %d, terminal-health.md 9.5, test 5)',
  async (seed) => {
    const stand = await kioskStand({
      options: (port) => ({ http: { url: `http://127.0.0.1:${port}/health` } }),
      random: seededRandom(seed),
    });
    await stand.secondsUntil(() => stand.state()['service'] === 'in-service');
    await stand.branch.take();
    for (let minute = 0; minute < 60; minute++) {
      await stand.act('crash');
      await stand.pass(30);
      await stand.act('recover');
      await stand.pass(30);
    }
    const told = await stand.branch.takeRecords();
    expect(new Set(told.map(({ record }) => record['alarm-type-id']))).toEqual(new Set([heartbeat]));
    const raises = told.filter(({ change }) => change === 'raise');
    expect(raises.length).toBeGreaterThanOrEqual(2);
    expect(raises.length).toBeLessThanOrEqual(4);
    expect(raises.at(-1)?.record['x-flapping']).toBe(true);
    // Nothing was said after it: it stays raised and flapping.
    expect(told.at(-1)?.change).toBe('raise');
    expect(stand.raised().map((record) => record['x-flapping'])).toEqual([true]);
    await stand.pass(45 * 60);
    expect(await stand.branch.take()).toEqual([`clear ${heartbeat}`]);
    await stand.end();
  },
);
