import { describe, expect, it } from 'vitest';
import { type Arrival, upTo } from './arrival.js';
import { type Edge, eventually, openEdge } from './edge.js';

function measured({ centre }: Edge): Arrival[] {
  return centre.arrivals.filter(({ topic }) => topic.endsWith('/measurement'));
}

/** Which measurements came, in the order in which each came first. */
function numbers(edge: Edge): unknown[] {
  return [...new Set(measured(edge).map(({ data }) => data['n']))];
}

function measure({ publisher }: Edge, from: number, to: number): void {
  for (let n = from; n <= to; n++) publisher.deviceMeasurement('door', { n });
}

async function connected(edge: Edge): Promise<Edge> {
  edge.uplink.start();
  await eventually(() => expect(edge.uplink.stats().connected).toBe(true));
  return edge;
}

describe.each([5, 4] as const)('telemetry, MQTT version %i', (protocolVersion) => {
  const settings = { protocolVersion };

  it('goes past the disk while the centre is there and nothing waits', async () => {
    const edge = await connected(await openEdge({ settings }));
    const { bytes } = edge.uplink.stats().outbox;
    measure(edge, 1, 200);
    await edge.centre.until(() => measured(edge).length === 200);
    expect(numbers(edge)).toEqual(upTo(200));
    expect(measured(edge).filter(({ place, isHistorical }) => place !== undefined || isHistorical)).toEqual([]);
    expect(edge.uplink.stats().outbox.bytes).toBe(bytes);
  });

  it('waits in the outbox while the centre is away', async () => {
    const edge = await openEdge({ settings });
    measure(edge, 1, 500);
    await eventually(() => expect(edge.uplink.stats().outbox.chains.telemetry.depth).toBe(500));
    await connected(edge);
    await edge.drained();
    expect(measured(edge).map(({ data }) => data['n'])).toEqual(upTo(500));
    expect(measured(edge).every(({ isHistorical, seq, data }) => isHistorical && seq === data['n'])).toBe(true);
  });

  it('that was on its way when the connection died goes through the outbox, none lost, in order', async () => {
    const edge = await connected(await openEdge({ settings }));
    edge.centre.answer = (_, nth) => (nth <= 100 ? 0 : 'nothing');
    measure(edge, 1, 250);
    await edge.centre.until(() => measured(edge).length >= 150);
    edge.centre.answer = () => 0;
    edge.centre.cut();
    await eventually(() => expect(edge.uplink.stats().connected).toBe(false));
    measure(edge, 251, 300);
    await edge.centre.until(() => numbers(edge).length === 300);
    await edge.drained();
    expect(numbers(edge)).toEqual(upTo(300));
    const again = measured(edge).filter(
      ({ connection, place }) => connection > edge.centre.connects.length - 2 && place,
    );
    expect(again.map(({ data }) => data['n'])).toEqual(upTo(300).slice(100));
    expect(edge.centre.faults.join()).toBe('');
  });

  it('does not overtake what of it is on its way to the disk', async () => {
    const edge = await connected(await openEdge({ settings }));
    let next = 301;
    edge.centre.answer = () => {
      if (next <= 1_000) measure(edge, next, next++);
      return 0;
    };
    measure(edge, 1, 300);
    await edge.centre.until(() => measured(edge).length === 1_000);
    expect(numbers(edge)).toEqual(upTo(1_000));
    await edge.drained();
  });

  it('does not overtake what of it waits for the centre', async () => {
    const edge = await openEdge({ settings });
    measure(edge, 1, 50);
    await eventually(() => expect(edge.uplink.stats().outbox.chains.telemetry.depth).toBe(50));
    edge.centre.delayMs = 20;
    await connected(edge);
    measure(edge, 51, 100);
    await edge.centre.until(() => measured(edge).length === 100);
    await edge.drained();
    expect(numbers(edge)).toEqual(upTo(100));
    measure(edge, 101, 101);
    await edge.centre.until(() => measured(edge).length === 101);
    expect(measured(edge).at(-1)?.place).toBeUndefined();
  });
});

it('telemetry that the centre refuses for now comes later, through the outbox', async () => {
  const edge = await connected(await openEdge());
  let refusals = 0;
  edge.centre.answer = ({ data }) => (data['n'] === 3 && ++refusals < 2 ? 0x97 : 0);
  measure(edge, 1, 5);
  await edge.centre.until(() => measured(edge).length === 6);
  await edge.drained();
  expect(measured(edge).map(({ data }) => data['n'])).toEqual([1, 2, 3, 4, 5, 3]);
  expect(measured(edge).map(({ place }) => place !== undefined)).toEqual([false, false, false, false, false, true]);
});
