import { describe, expect, it } from 'vitest';
import { upTo } from './arrival.js';
import { type Edge, eventually, openEdge, topics } from './edge.js';

/** Last words may take this long, and the disk some more, ms. */
const soonMs = 2_500;

/** `online` or `offline`, as the centre shows it to whoever asks. */
function presence({ centre }: Edge): unknown {
  return JSON.parse(centre.retained.get(topics.presence) ?? '{}').data?.status;
}

async function connected(edge: Edge): Promise<void> {
  edge.publisher.presence({ status: 'online' });
  edge.uplink.start();
  await edge.centre.until(() => presence(edge) === 'online');
  await eventually(() => expect(edge.uplink.stats().inFlight).toBe(0));
}

/** Started again; resolves when everything is there. */
async function begun(edge: Edge): Promise<void> {
  await edge.restart();
  await connected(edge);
  await edge.drained();
}

/** As the gateway stops: says that it is offline, and ends; resolves with how long it took, ms. */
async function stop(edge: Edge): Promise<number> {
  const begun = performance.now();
  edge.publisher.presence({ status: 'offline' });
  await edge.stop();
  return performance.now() - begun;
}

/** In the order in which they came first. */
function ticketsAt({ centre }: Edge): Set<string> {
  return new Set(centre.arrivals.filter(({ topic }) => topic.startsWith('queue/')).map(({ payload }) => payload));
}

const tickets = upTo(3_000).map((n) => `ticket ${n} ${'x'.repeat(300)}`);

describe.each([5, 4] as const)('a gateway that stops, MQTT version %i', (protocolVersion) => {
  const settings = { protocolVersion };

  it('with nothing else to say says that it is offline, and leaves with a DISCONNECT', async () => {
    const edge = await openEdge({ settings });
    await connected(edge);
    const disconnects = edge.centre.disconnects;
    await stop(edge);
    await edge.centre.until(() => !edge.centre.isConnected);
    expect(presence(edge)).toBe('offline');
    expect(edge.centre.disconnects).toBe(disconnects + 1);
    expect(edge.centre.faults.join()).toBe('');
  });

  it('with thousands of messages behind a slow centre is shown offline in time; they come after the next start', async () => {
    const edge = await openEdge({ settings });
    let answers = 0;
    edge.centre.delayMs = () => 20 + (answers++ % 80);
    await connected(edge);
    const durable = edge.forward('critical', ...tickets);
    await edge.centre.until(() => edge.centre.arrivals.some(({ topic }) => topic === 'queue/critical'));
    await durable;
    expect(await stop(edge)).toBeLessThan(soonMs);
    await edge.centre.until(() => !edge.centre.isConnected);
    expect(presence(edge)).toBe('offline');
    expect(edge.centre.faults.join()).toBe('');

    edge.centre.delayMs = 0;
    await begun(edge);
    expect([...ticketsAt(edge)]).toEqual(tickets);
    expect(presence(edge)).toBe('online');
  });

  it('while the centre answers nothing is shown offline in time; everything comes after the next start', async () => {
    const edge = await openEdge({ settings });
    await connected(edge);
    edge.centre.answer = () => 'nothing';
    await edge.forward('event', ...tickets);
    await eventually(() => expect(edge.uplink.stats().inFlight).toBe(edge.uplink.stats().window));
    expect(await stop(edge)).toBeLessThan(soonMs);
    await edge.centre.until(() => !edge.centre.isConnected);
    expect(presence(edge)).toBe('offline');
    expect(edge.centre.faults.join()).toBe('');

    edge.centre.answer = () => 0;
    await begun(edge);
    expect([...ticketsAt(edge)]).toEqual(tickets);
  });

  it('keeps telemetry that the centre has not answered', async () => {
    const edge = await openEdge({ settings });
    await connected(edge);
    edge.centre.answer = ({ topic }) => (topic === topics.presence ? 0 : 'nothing');
    for (const n of upTo(200)) edge.publisher.deviceMeasurement('door', { n });
    await stop(edge);
    edge.centre.answer = () => 0;
    edge.centre.arrivals.length = 0;
    await begun(edge);
    const counted = edge.centre.arrivals.filter(({ topic }) => topic.endsWith('/measurement'));
    expect(counted.map(({ data }) => data['n'])).toEqual(upTo(200));
  });

  it('does not wait for a centre that takes the connection and says nothing', async () => {
    const edge = await openEdge({ settings });
    edge.centre.freeze();
    edge.uplink.start();
    await edge.centre.until(() => edge.centre.isReached);
    expect(await stop(edge)).toBeLessThan(soonMs);
  });
});
