import { describe, expect, it } from 'vitest';
import { type Chain, chains } from '../../../gateway/uplink/outbox/outbox.js';
import { firstArrivals, upTo } from './arrival.js';
import { type Edge, eventually, openEdge } from './edge.js';

/** A backlog with so many messages per chain, in front of a centre that is there. */
async function loaded(amounts: Partial<Record<Chain, number>>, options?: Parameters<typeof openEdge>[0]) {
  const edge = await openEdge(options);
  for (const chain of chains) await edge.forward(chain, ...upTo(amounts[chain] ?? 0).map(String));
  return edge;
}

function seqs(edge: Edge, chain: Chain): number[] {
  return firstArrivals(edge.centre.arrivals, chain).map(({ seq }) => seq);
}

/** Answers as a server that takes one message after the other. */
function oneAfterTheOther(serviceMs: number): () => number {
  let freeAt = 0;
  return () => {
    const now = performance.now();
    freeAt = Math.max(freeAt, now) + serviceMs;
    return freeAt - now;
  };
}

describe('a backlog', () => {
  it('arrives in order in each chain, and in turns of five, two and one while all have some', async () => {
    const edge = await loaded({ critical: 2_000, event: 2_000, telemetry: 2_000 });
    edge.uplink.start();
    await edge.drained();
    for (const chain of chains) expect(seqs(edge, chain)).toEqual(upTo(2_000));
    expect(edge.centre.arrivals).toHaveLength(6_000);
    // Each chain is read from disk on its own: for some messages one may have to do without the others.
    const together = edge.centre.arrivals.slice(400, 2_000);
    const share = (chain: Chain) => together.filter((each) => each.chain === chain).length / together.length;
    expect(share('critical')).toBeCloseTo(5 / 8, 1);
    expect(share('event')).toBeCloseTo(2 / 8, 1);
    expect(share('telemetry')).toBeCloseTo(1 / 8, 1);
    expect(edge.centre.faults.join()).toBe('');
  });

  it.each([
    { receiveMaximum: 5, maxInFlight: 1_000, most: 5 },
    { receiveMaximum: 1, maxInFlight: 1_000, most: 1 },
    { receiveMaximum: 100, maxInFlight: 7, most: 7 },
  ])('keeps $most in flight where the centre takes $receiveMaximum and we send $maxInFlight', async (given) => {
    const { receiveMaximum, maxInFlight, most } = given;
    const edge = await loaded({ critical: 200, event: 200 }, { limits: { receiveMaximum }, settings: { maxInFlight } });
    edge.centre.delayMs = 1;
    edge.publisher.presence({ status: 'online' });
    for (const device of upTo(30)) edge.publisher.deviceState(`d${device}`, { operating: 'online' });
    edge.uplink.start();
    for (const n of upTo(50)) edge.publisher.deviceMeasurement('door', { n });
    await edge.drained();
    await eventually(() => expect(edge.uplink.stats().inFlight).toBe(0));
    expect(edge.centre.mostUnanswered).toBe(most);
    expect(seqs(edge, 'critical')).toEqual(upTo(200));
    expect(edge.centre.faults.join()).toBe('');
  });

  it('fills a long line', async () => {
    const edge = await loaded({ event: 4_000 });
    edge.centre.delayMs = 100;
    edge.uplink.start();
    await edge.drained();
    expect(edge.uplink.stats().window).toBeGreaterThan(128);
    expect(edge.centre.mostUnanswered).toBeGreaterThan(128);
  });

  it('does not queue up in front of a slow centre', async () => {
    const edge = await loaded({ event: 700 });
    edge.centre.delayMs = oneAfterTheOther(1);
    edge.uplink.start();
    await edge.drained();
    expect(edge.uplink.stats().window).toBeLessThan(80);
    expect(edge.centre.mostUnanswered).toBe(128);
  });

  it('is overtaken by what is critical now', async () => {
    const edge = await loaded({ event: 6_000, telemetry: 500 }, { limits: { receiveMaximum: 20 } });
    const { centre } = edge;
    edge.uplink.start();
    await centre.until(() => centre.arrivals.length > 1_000);
    await edge.forward('critical', 'now');
    const before = centre.arrivals.length;
    await centre.until(() => centre.arrivals.some(({ payload }) => payload === 'now'));
    const position = centre.arrivals.findIndex(({ payload }) => payload === 'now');
    expect(position - before).toBeLessThan(200);
    await edge.drained();
    expect(seqs(edge, 'event')).toEqual(upTo(6_000));
    expect(centre.arrivals[position]?.isHistorical).toBe(false);
  });
});
