import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gapSchema } from '../../gateway/uplink/gap-schema.js';
import { uplinkHealthSchema } from '../../gateway/uplink/health.js';
import type { Chain } from '../../gateway/uplink/outbox/outbox.js';
import { root } from '../support/branch.js';
import { type Centre, startCentre } from '../support/centre.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';
import { placeOf } from '../support/places.js';

const maxMegabytes = 4;
const payload = Buffer.alloc(20_000, 'x');
/** Publishes of the chains that may be evicted, half of each: ten times the bound. */
const publishes = Math.ceil((10 * maxMegabytes * 1_048_576) / payload.length);
const criticalEvery = 16;

const folder = temporaryFolder();
let centre: Centre;
let gateway: GatewayProcess;
let observer: Observer;
/** Acknowledged by the gateway, so each of them has a number. */
const acknowledged: Record<Chain, number> = { critical: 0, event: 0, telemetry: 0 };

beforeAll(async () => {
  const port = await freePort();
  centre = await startCentre();
  await centre.goAway();
  const yaml = `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, language: en, healthIntervalSeconds: 5 }
broker: { port: ${port} }
uplink:
  url: mqtt://127.0.0.1:${centre.port}
  forward: [{ filter: t/critical, chain: critical }, { filter: t/event, chain: event }, { filter: t/telemetry, chain: telemetry }]
  outbox: { maxMegabytes: ${maxMegabytes}, diskFloorMegabytes: 0 }
`;
  gateway = await startGatewayProcess({ folder: folder.path, yaml });
  observer = await observe(port, root);
});

afterAll(async () => {
  await observer?.close();
  await gateway?.stop();
  await centre?.goAway();
  folder.remove();
});

async function publish(chain: Chain, content: string | Buffer): Promise<void> {
  await observer.client.publishAsync(`t/${chain}`, content, { qos: 1 });
  acknowledged[chain] += 1;
}

const gaps = () =>
  centre.arrivals.flatMap(({ topic, envelope }) => (topic === `${root}/gap` ? [gapSchema.parse(envelope?.data)] : []));
const seqsOf = (chain: Chain) =>
  centre.arrivals.map(placeOf).flatMap((place) => (place?.chain === chain ? [place.seq] : []));
const span = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
const ascending = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);

describe('an outbox that got ten times what it holds while the centre was away', () => {
  it('took everything, and says that it drops', async () => {
    const underway: Promise<void>[] = [];
    for (let n = 0; n < publishes; n++) {
      if (n % criticalEvery === 0) underway.push(publish('critical', `ticket ${n / criticalEvery}`));
      underway.push(publish(n % 2 === 0 ? 'telemetry' : 'event', payload));
      if (underway.length > 50) await Promise.all(underway.splice(0));
    }
    await Promise.all(underway);
    const alarm = await observer.expect('/alarm/gateway/outbox-evicted');
    expect(alarm.message?.data).toMatchObject({ 'is-cleared': false, 'x-code': 'GWY-514' });
    expect(JSON.stringify(alarm.message?.data)).toMatch(/\d+ telemetry messages of .* dropped \(space\)/);
    await observer.expect('/health', ({ uplink }) => {
      const { outbox } = uplinkHealthSchema.parse(uplink);
      expect(outbox.bytes).toBeLessThanOrEqual(maxMegabytes * 1_048_576);
      return outbox.chains.telemetry.evicted > 0 && outbox.refused === 0;
    });
  }, 60_000);

  it('hands over every critical message, and for each other number the message or a gap', async () => {
    await centre.comeBack();
    const drained = await observer.expect('/health', ({ uplink }) => {
      const { connected, outbox } = uplinkHealthSchema.parse(uplink);
      return connected && Object.values(outbox.chains).every(({ depth }) => depth === 0);
    });
    const tickets = centre.arrivals.filter(({ topic }) => topic === 't/critical').map((arrival) => arrival.payload);
    expect(tickets).toEqual(span(0, acknowledged.critical - 1).map((n) => `ticket ${n}`));
    expect(ascending(seqsOf('critical'))).toEqual(span(1, seqsOf('critical').length));

    const { chains } = uplinkHealthSchema.parse(drained.message?.data['uplink']).outbox;
    const epochs = new Set(centre.arrivals.flatMap((arrival) => placeOf(arrival)?.epoch ?? []));
    expect(epochs).toEqual(new Set(gaps().map(({ epoch }) => epoch)));
    for (const chain of ['event', 'telemetry'] as const) {
      const told = gaps().filter((gap) => gap.chain === chain);
      const lost = told.flatMap(({ first, last }) => span(first, last));
      expect(ascending([...lost, ...seqsOf(chain)]), chain).toEqual(span(1, acknowledged[chain]));
      expect(told.map(({ reason }) => reason).filter((reason) => reason !== 'space')).toEqual([]);
      expect(told.map(({ first, last }) => last - first + 1)).toEqual(told.map(({ count }) => count));
      expect(chains[chain].evicted, chain).toBe(lost.length);
    }
    expect(chains.critical.evicted).toBe(0);
    // Telemetry goes first: of it there is no more than what found room at the very end.
    expect(seqsOf('telemetry').length).toBeLessThan(10);
    expect(seqsOf('event').length).toBeGreaterThan(50);
  });

  it('tells the centre of the alarm', async () => {
    const raised = await centre.expect(
      'the alarm',
      ({ topic, envelope }) =>
        topic === `${root}/alarm-event` && JSON.stringify(envelope?.data).includes('"outbox-evicted"'),
    );
    expect(raised.envelope?.data['change']).toBe('raise');
    expect(centre.retained.has(`${root}/alarm/gateway/outbox-evicted`)).toBe(true);
  });
});
