import { connectAsync, type MqttClient } from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { type Chain, chains } from '../../gateway/uplink/outbox/outbox.js';
import { freePort } from '../support/free-port.js';
import { startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { seededRandom } from '../support/random.js';
import { type Arrival, createMqttCentre } from './uplink-kill-mqtt.js';
import { contentOf } from './uplink-kill-order.js';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const kills = Number(process.env['GATEWAY_KILLS'] ?? 20);

/** Messages the publisher has handed in and not seen acknowledged, at most. */
const publisherWindow = 60;
/** The moment of a kill is counted in messages, not in time. */
const mostAcknowledged = 1_200;
const mostArrivals = 1_200;
/** Time for the last gateway to deliver what is left, ms. */
const deliveryMs = 60_000;

const yaml = (port: number, centralPort: number) => `version: 1
branch: { id: b1, name: 网点, timezone: Asia/Shanghai }
gateway: { id: gw1, language: en }
broker: { host: 127.0.0.1, port: ${port} }
uplink:
  url: mqtt://127.0.0.1:${centralPort}
  forward: [{ filter: t/critical, chain: critical }, { filter: t/event, chain: event }, { filter: t/telemetry, chain: telemetry }]
`;

const chainOf = (n: number): Chain => chains[n % 3] ?? 'event';

/** Publishes numbered messages in order and, over a new connection, first again what was not acknowledged. */
class Publisher {
  readonly acknowledged = new Set<number>();
  readonly #open = new Set<number>();
  #newest = 0;
  /** The next message it would think of; false = it only finishes what it began. */
  isProducing = true;

  get isDone(): boolean {
    return this.#open.size === 0;
  }

  /** Called after every acknowledgement. */
  onAcknowledged: () => void = () => undefined;

  use(client: MqttClient): void {
    const send = (n: number) =>
      client.publish(`t/${chainOf(n)}`, contentOf(n), { qos: 1 }, (error) => {
        if (error) return;
        this.#open.delete(n);
        this.acknowledged.add(n);
        this.onAcknowledged();
        fill();
      });
    const fill = () => {
      while (this.isProducing && client.connected && this.#open.size < publisherWindow) {
        this.#newest += 1;
        this.#open.add(this.#newest);
        send(this.#newest);
      }
    };
    for (const n of this.#open) send(n);
    fill();
  }
}

/** What came to the centre, by its place in the outbox. */
class Arrivals {
  readonly problems: string[] = [];
  readonly numbers = new Set<number>();
  count = 0;
  resent = 0;
  publishedAgain = 0;
  readonly #places: Record<Chain, Map<number, string>> = {
    critical: new Map(),
    event: new Map(),
    telemetry: new Map(),
  };
  readonly #newest: Record<Chain, { seq: number; n: number }> = {
    critical: { seq: 0, n: 0 },
    event: { seq: 0, n: 0 },
    telemetry: { seq: 0, n: 0 },
  };
  onArrival: () => void = () => undefined;

  add({ topic, payload, chain, seq }: Arrival): void {
    this.count += 1;
    const before = this.#places[chain].get(seq);
    if (before === undefined) this.#first({ topic, payload, chain, seq });
    else this.resent += 1;
    const text = withoutMark(payload);
    if (before !== undefined && before !== text) this.problems.push(`${chain} ${seq} came with two contents`);
    this.#places[chain].set(seq, text);
    this.onArrival();
  }

  /** Every seq up to the newest has come. */
  holes(): string[] {
    return chains.flatMap((chain) =>
      Array.from({ length: this.#newest[chain].seq }, (_, i) => i + 1)
        .filter((seq) => !this.#places[chain].has(seq))
        .map((seq) => `${chain} ${seq} never came`),
    );
  }

  #first({ topic, payload, chain, seq }: Arrival): void {
    const newest = this.#newest[chain];
    if (seq < newest.seq) this.problems.push(`${chain} ${seq} came behind ${newest.seq}`);
    newest.seq = Math.max(seq, newest.seq);
    if (!topic.startsWith('t/')) return;
    const { n } = JSON.parse(payload) as { n: number };
    if (payload !== contentOf(n) || chain !== chainOf(n)) this.problems.push(`message ${n} was never published`);
    if (this.numbers.has(n)) {
      this.publishedAgain += 1;
      return;
    }
    if (n < newest.n) this.problems.push(`message ${n} of ${chain} came behind ${newest.n}`);
    newest.n = Math.max(n, newest.n);
    this.numbers.add(n);
  }
}

/** What is sent again may have become history meanwhile. */
const withoutMark = (payload: string) => payload.replace('"historical":true,', '');

test(`${kills} kills of the gateway between publisher and centre: what was acknowledged arrives, in order (SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const port = await freePort();
  const publisher = new Publisher();
  const arrivals = new Arrivals();
  const centre = await createMqttCentre(await freePort(), (arrival) => arrivals.add(arrival));
  onTestFinished(() => centre.goAway());

  const start = async () => {
    const gateway = await startGatewayProcess({ folder: folder.path, yaml: yaml(port, centre.port) });
    onTestFinished(() => void gateway.child.kill('SIGKILL'));
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4, reconnectPeriod: 0 });
    client.on('error', () => undefined);
    publisher.use(client);
    return { gateway, client };
  };
  /** Resolves when so many more have been acknowledged or have arrived. */
  const more = (what: 'acknowledged' | 'arrived', count: number) =>
    new Promise<void>((resolve) => {
      const read = () => (what === 'acknowledged' ? publisher.acknowledged.size : arrivals.count);
      const goal = read() + count;
      const look = () => {
        if (read() >= goal) resolve();
      };
      if (what === 'acknowledged') publisher.onAcknowledged = look;
      else arrivals.onArrival = look;
      look();
    });

  const kinds = ['there', 'away', 'back'] as const;
  for (let kill = 0; kill < kills; kill++) {
    const kind = kinds[kill % kinds.length];
    if (kind === 'there') await centre.comeBack();
    const { gateway, client } = await start();
    if (kind !== 'there' || random() < 0.5) await more('acknowledged', Math.floor(random() * mostAcknowledged));
    if (kind === 'back') await centre.comeBack();
    if (kind !== 'away') await more('arrived', Math.floor(random() * mostArrivals));
    await gateway.kill();
    await client.endAsync(true);
    await centre.goAway();
  }

  publisher.isProducing = false;
  await centre.comeBack();
  const { gateway, client } = await start();
  await expect.poll(() => publisher.isDone, { timeout: deliveryMs }).toBe(true);
  const missing = () => [...publisher.acknowledged].filter((n) => !arrivals.numbers.has(n));
  await expect.poll(missing, { timeout: deliveryMs }).toEqual([]);
  await client.endAsync(true);
  expect(await gateway.stop()).toBe(0);

  const { acknowledged } = publisher;
  const { resent, publishedAgain, problems } = arrivals;
  process.stdout.write(
    `gateway: ${acknowledged.size} acknowledged, 0 lost, ${resent} sent twice by the gateway, ${publishedAgain} published twice\n`,
  );
  expect([...problems, ...arrivals.holes()].slice(0, 20), `SEED=${seed}`).toEqual([]);
  expect(acknowledged.size).toBeGreaterThan(kills * 100);
}, 300_000);
