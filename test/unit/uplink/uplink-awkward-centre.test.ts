import { describe, expect, it } from 'vitest';
import { chains } from '../../../gateway/uplink/outbox/outbox.js';
import { seededRandom } from '../../support/random.js';
import { upTo } from './arrival.js';
import { type Edge, eventually, fastClock, openEdge, topics } from './edge.js';

/** Messages of each chain. */
const count = 300;

function texts(chain: string): string[] {
  return upTo(count).map((n) => `${chain} ${n}`);
}

/** A backlog in every chain, with nobody connected yet. */
async function loaded(options: Parameters<typeof openEdge>[0]): Promise<Edge> {
  const edge = await openEdge(options);
  edge.publisher.presence({ status: 'online' });
  for (const chain of chains) await edge.forward(chain, ...texts(chain));
  return edge;
}

/** Everything arrived, in each chain in order as far as it came first; nothing came twice over one connection. */
async function expectWhole(edge: Edge): Promise<void> {
  await edge.drained();
  for (const chain of chains) {
    const came = edge.centre.arrivals.filter(({ topic }) => topic === `queue/${chain}`);
    expect([...new Set(came.map(({ payload }) => payload))]).toEqual(texts(chain));
  }
  expect(edge.centre.faults.join()).toBe('');
  expect(edge.uplink.stats().outbox).toMatchObject({ deadLetters: 0, refused: 0 });
}

describe.each([5, 4] as const)('a centre, MQTT version %i,', (protocolVersion) => {
  const settings = { protocolVersion };

  it('that takes the connection and acknowledges nothing is left, and left again, until it does', async () => {
    const edge = await loaded({ settings, clock: fastClock(100) });
    const { centre } = edge;
    centre.answer = () => 'nothing';
    edge.uplink.start();
    await centre.until(() => centre.lost >= 2);
    expect(edge.uplink.stats().outbox.chains.critical.depth).toBe(count);
    expect(edge.alarms).toContainEqual(expect.stringMatching(/^\+uplink-down: .* has acknowledged nothing for 2\d s/));
    centre.answer = () => 0;
    await expectWhole(edge);
    expect(edge.alarms.filter((text) => text.includes('uplink-down')).at(-1)).toBe('-uplink-down');
  });

  it('that acknowledges every message 20 ms late gets everything over one connection', async () => {
    const edge = await loaded({ settings });
    edge.centre.delayMs = 20;
    edge.uplink.start();
    await expectWhole(edge);
    expect(edge.uplink.stats().connections).toBe(1);
    expect(new Set(edge.centre.arrivals.map(({ connection }) => connection)).size).toBe(1);
  });

  it('that closes the connection at every 100th packet gets everything in the end', async () => {
    const edge = await loaded({ settings, clock: fastClock(200), random: seededRandom(7) });
    const { centre } = edge;
    centre.answer = (_, nth) => (nth === 100 ? 'close' : 0);
    edge.uplink.start();
    await expectWhole(edge);
    expect(edge.uplink.stats().connections).toBeGreaterThan(8);
  });

  it('behind a line that has died without a word is found out, and gets everything over the next one', async () => {
    const edge = await loaded({ settings, clock: fastClock(100) });
    const { centre } = edge;
    centre.answer = (_, nth) => {
      if (nth === 200) centre.freeze();
      return 0;
    };
    edge.uplink.start();
    await eventually(() => expect(edge.uplink.stats().lastError).toMatch(/has acknowledged nothing for/));
    centre.answer = () => 0;
    await centre.goAway();
    await centre.comeBack();
    await expectWhole(edge);
  });

  it('that goes away in the middle of it all, several times, gets everything', async () => {
    const edge = await loaded({ settings, clock: fastClock(50) });
    const { centre } = edge;
    const random = seededRandom(3);
    edge.uplink.start();
    for (let round = 0; round < 4; round++) {
      const enough = centre.arrivals.length + 1 + Math.floor(random() * 150);
      await centre.until(() => centre.arrivals.length >= enough);
      await centre.goAway();
      edge.publisher.stage.audit({ round }).say();
      await centre.comeBack();
    }
    await edge.drained();
    await expectWhole(edge);
    const audits = centre.arrivals.filter(({ topic }) => topic === topics.audit).map(({ data }) => data['round']);
    expect([...new Set(audits)]).toEqual([0, 1, 2, 3]);
  });
});
