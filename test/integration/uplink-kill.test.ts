import { afterEach, expect, it } from 'vitest';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';
import { type Centre, startCentre } from '../support/centre.js';
import type { Seen } from '../support/observer.js';
import { firstOfEach, holesIn } from '../support/places.js';
import { seededRandom } from '../support/random.js';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const kills = 3;
/** The moment of a kill is counted in messages that somebody in the branch has seen. */
const mostSeen = 30;

let centre: Centre;
let running: RunningBranch;

afterEach(async () => {
  await running.end();
  await centre.goAway();
});

/** Ticket events, final replies and audit: what must survive once anybody has heard it. */
function mustArrive({ topic, message }: Seen): boolean {
  if (/\/(?:audit|alarm-event|device\/[^/]+\/event)$/.test(topic)) return true;
  return topic.includes('/reply/') && message?.data['status'] !== 'accepted';
}

/** Ten requests of a busy branch: tickets, calls, some that are refused, one that comes twice. */
function work(round: number): void {
  const { client } = running.observer;
  const send = (device: string, name: string, id: string, args: unknown) =>
    client.publish(`branch/b1/gw1/command/${device}/${name}`, JSON.stringify({ id, args }), { qos: 1 });
  client.on('error', () => undefined);
  for (let n = 0; n < 5; n++) {
    const number = `A${round}${n}`;
    send('printer-1', 'print', `print-${number}`, { ticketId: `t-${number}`, number, service: '个人业务' });
    send('board-1', 'call', `call-${number}`, { number, counter: n + 1 });
    send('printer-1', 'no-such-command', `refused-${number}`, {});
  }
  send('board-1', 'call', `call-A${round}0`, { number: 'A1', counter: 1 });
}

/** Resolves when the branch has heard so many. */
async function heard(count: number): Promise<void> {
  const { seen } = running.observer;
  await expect.poll(() => seen.filter(mustArrive).length >= count, { timeout: 10_000, interval: 1 }).toBe(true);
}

it(`${kills} kills in the middle of the work while the centre is away: what the branch heard arrives, each once (SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const heardAtHome: Seen[] = [];
  centre = await startCentre();
  await centre.goAway();
  running = await startRunningBranch({
    uplink: `  url: mqtt://127.0.0.1:${centre.port}`,
    without: ['door', 'kiosk-1', 'board-2'],
  });
  for (let kill = 0; kill < kills; kill++) {
    await running.online('printer-1', 'board-1');
    work(kill);
    await heard(Math.floor(random() * mostSeen));
    await running.gateway.kill();
    heardAtHome.push(...running.observer.seen.filter(mustArrive));
    await running.restart();
  }

  await centre.comeBack();
  const ids = new Set(heardAtHome.map(({ message }) => message?.['id']));
  const missing = () => {
    const arrived = new Set(centre.arrivals.map(({ envelope }) => envelope?.id));
    return heardAtHome.filter(({ message }) => !arrived.has(String(message?.['id']))).map(({ topic }) => topic);
  };
  await expect.poll(missing, { timeout: 10_000, message: `SEED=${seed}` }).toEqual([]);
  expect(ids.size).toBeGreaterThan(kills);

  const once = firstOfEach(centre.arrivals);
  const contents = once.flatMap(({ envelope }) => {
    const { event, ticketId, commandId, status, change } = envelope?.data ?? {};
    if (event !== undefined) return [`${event} ${ticketId}`];
    return commandId === undefined || status === 'accepted' || change !== undefined
      ? []
      : [JSON.stringify(envelope?.data)];
  });
  const repeated = contents.filter((content, index) => contents.indexOf(content) !== index);
  // A request that comes again is answered again.
  expect(
    repeated.filter((content) => !/"call-A\d0"/.test(content) && !content.startsWith('called')),
    `SEED=${seed}`,
  ).toEqual([]);
  expect(holesIn(centre.arrivals, 'critical')).toEqual([]);
  const places = centre.arrivals.flatMap(({ outbox }) => outbox ?? []);
  expect(new Set(places).size).toBe(places.length);
}, 60_000);
