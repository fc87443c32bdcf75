import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../drivers/clock.js';
import { gapSchema } from '../../../gateway/uplink/gap-schema.js';
import { type Arrival, firstArrivals, upTo } from './arrival.js';
import { type Edge, eventually, fastClock, openEdge, topics } from './edge.js';

const count = 60;
const named = (chain: string) => upTo(count).map((n) => `${chain} ${n}`);
const refusedOnes = new Set(['critical 10', 'critical 11', 'critical 14']);
const payloadsOf = (arrivals: readonly Arrival[]) => arrivals.map(({ payload }) => payload);

/** Connected, with nothing to send yet; seconds pass as milliseconds would, so that nobody waits for a back-off. */
async function connected(options: Parameters<typeof openEdge>[0] = {}): Promise<Edge> {
  const edge = await openEdge({ clock: fastClock(50), ...options });
  edge.uplink.start();
  await eventually(() => expect(edge.uplink.stats().connected).toBe(true));
  return edge;
}

async function deadLetters(edge: Edge): Promise<{ payload: string; reason: string }[]> {
  const text = await readFile(join(edge.directory, 'outbox', 'dead-letters.jsonl'), 'utf8');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

function gaps({ centre }: Edge): unknown[] {
  return centre.arrivals.filter(({ topic }) => topic === topics.gap).map(({ data }) => gapSchema.parse(data));
}

describe.each([
  ['unspecified error (0x80)', 0x80],
  ['implementation specific error (0x83)', 0x83],
  ['not authorised (0x87)', 0x87],
  ['packet identifier in use (0x91)', 0x91],
  ['quota exceeded (0x97)', 0x97],
  ['unknown reason (0xc3)', 0xc3],
])('a centre that refuses with %s', (reason, code) => {
  it('gets everything as soon as it takes it; until then the chain waits and the others go on', async () => {
    const window = 5;
    const edge = await connected({ settings: { maxInFlight: window } });
    const { centre } = edge;
    const taken: string[] = [];
    let isStern = true;
    centre.answer = ({ payload }) => {
      if (isStern && refusedOnes.has(payload)) return code;
      taken.push(payload);
      return 0;
    };
    await edge.forward('critical', ...named('critical'));
    await edge.forward('event', ...named('event'));
    await centre.until(
      () => taken.includes(`event ${count}`) && centre.arrivals.filter((a) => a.payload === 'critical 10').length > 2,
    );
    expect(taken.filter((payload) => payload.startsWith('critical')).length).toBeLessThan(10 + window);
    expect(edge.alarms.filter((text) => text.includes('uplink-message-refused'))).toEqual([
      '-uplink-message-refused',
      `+uplink-message-refused: queue/critical: ${reason}`,
    ]);

    isStern = false;
    await edge.drained();
    expect(edge.alarms.at(-1)).toBe('-uplink-message-refused');
    expect(payloadsOf(firstArrivals(centre.arrivals, 'critical'))).toEqual(named('critical'));
    expect(payloadsOf(firstArrivals(centre.arrivals, 'event'))).toEqual(named('event'));
    expect([...taken].sort()).toEqual([...named('critical'), ...named('event')].sort());
    const late = taken.filter((payload) => refusedOnes.has(payload));
    expect(late).toEqual([...refusedOnes]);
    // What was not on its way at the refusal has not overtaken it.
    expect(taken.filter((payload) => payload.startsWith('critical')).slice(10 + window)).toEqual(
      named('critical').slice(10 + window),
    );
    expect(centre.faults.join()).toBe('');
    expect(edge.uplink.stats().outbox.deadLetters).toBe(0);
  });
});

it('a centre that has no subscriber for a message (0x10) has taken it', async () => {
  const edge = await connected();
  edge.centre.answer = () => 0x10;
  await edge.forward('critical', ...named('critical'));
  await edge.drained();
  expect(payloadsOf(edge.centre.arrivals)).toEqual(named('critical'));
  expect(edge.alarms).not.toContainEqual(expect.stringContaining('+'));
});

it('what is tried again waits for its place among the messages the centre takes at a time', async () => {
  const edge = await connected({ limits: { receiveMaximum: 5 } });
  const { centre } = edge;
  let refusals = 0;
  centre.delayMs = 10;
  centre.answer = ({ payload }) => {
    if (payload !== 'critical 1' || refusals === 4) return 0;
    refusals += 1;
    return 0x97;
  };
  await edge.forward('event', ...upTo(300).map((n) => `event ${n}`));
  await edge.forward('critical', 'critical 1', 'critical 2');
  await edge.drained();
  expect(centre.mostUnanswered).toBe(5);
  expect(refusals).toBe(4);
});

it('two chains that wait are told until both go on', async () => {
  const edge = await connected();
  const { centre } = edge;
  const stern = new Set(['queue/critical', 'queue/event']);
  centre.answer = ({ topic }) => (stern.has(topic) ? 0x87 : 0);
  await edge.forward('critical', ...named('critical'));
  await edge.forward('event', ...named('event'));
  await edge.forward('telemetry', ...named('telemetry'));
  await centre.until(() => payloadsOf(firstArrivals(centre.arrivals, 'telemetry')).length === count);
  stern.delete('queue/critical');
  await eventually(() => expect(edge.uplink.stats().outbox.chains.critical.depth).toBe(0));
  expect(edge.alarms.at(-1)).toContain('+uplink-message-refused');
  stern.clear();
  await edge.drained();
  expect(edge.alarms.at(-1)).toBe('-uplink-message-refused');
});

describe.each([
  ['topic name invalid (0x90)', 0x90],
  ['payload format invalid (0x99)', 0x99],
])('a message that the centre will never take: %s', (reason, code) => {
  it('lies in the dead-letter file, is told as a gap, and holds nothing up', async () => {
    const edge = await connected();
    const { centre } = edge;
    centre.answer = ({ payload }) => (refusedOnes.has(payload) ? code : 0);
    await edge.forward('critical', ...named('critical'));
    await edge.forward('event', ...named('event'));
    await centre.until(() => gaps(edge).length === refusedOnes.size);
    await edge.drained();
    expect(await deadLetters(edge)).toEqual(
      [...refusedOnes].map((payload) => expect.objectContaining({ chain: 'critical', payload, reason })),
    );
    expect(gaps(edge)).toEqual(
      [10, 11, 14].map((seq) =>
        expect.objectContaining({ chain: 'critical', first: seq, last: seq, count: 1, reason: 'refused' }),
      ),
    );
    expect(edge.alarms).toContain(`+uplink-dead-letter: queue/critical: ${reason}`);
    expect(edge.alarms.at(-1)).toBe('-uplink-dead-letter');
    expect(payloadsOf(centre.arrivals.filter(({ topic }) => topic === 'queue/critical'))).toEqual(named('critical'));

    centre.arrivals.length = 0;
    centre.cut();
    await edge.forward('event', 'afterwards');
    await edge.drained();
    expect(payloadsOf(centre.arrivals)).toEqual(['afterwards']);
  });

  it('is no less told when it is telemetry that went past the outbox', async () => {
    const edge = await connected();
    const { centre, publisher } = edge;
    centre.answer = ({ data }) => (data['n'] === 2 ? code : 0);
    for (const n of [1, 2, 3]) publisher.deviceMeasurement('door', { n });
    await centre.until(() => gaps(edge).length === 1);
    await edge.drained();
    expect(gaps(edge)).toEqual([expect.objectContaining({ chain: 'telemetry', count: 1, reason: 'refused' })]);
    expect((await deadLetters(edge)).map(({ payload }) => JSON.parse(payload).data)).toEqual([{ n: 2 }]);
    expect(edge.alarms).toContain(`+uplink-dead-letter: ${topics.deviceMeasurement('door')}: ${reason}`);
  });
});

it('a message over the packet size of the centre is a dead letter and slows nothing down', async () => {
  const edge = await connected({ limits: { maximumPacketSize: 2_000 }, clock: systemClock });
  const { centre } = edge;
  centre.delayMs = 60;
  await edge.forward('event', 'large '.repeat(500), ...upTo(1_500).map(String));
  await centre.until(() => gaps(edge).length === 1);
  await edge.drained();
  expect(payloadsOf(firstArrivals(centre.arrivals, 'event'))).toEqual(upTo(1_500).map(String));
  expect((await deadLetters(edge)).map(({ reason }) => reason)).toEqual(['packet too large (0x95)']);
  expect(edge.uplink.stats().window).toBeGreaterThan(40);
});

// The rights of a gateway at the centre may miss a topic: nobody there would ever see its state, and nobody would know.
it('a state that the centre does not take is told, also beside a message it does not take, until it takes it', async () => {
  const edge = await connected();
  const { centre, publisher } = edge;
  let stern = [topics.health, 'queue/critical'];
  centre.answer = ({ topic }) => (stern.includes(topic) ? 0x87 : 0);
  const told = () => edge.alarms.filter((text) => text.includes('uplink-message-refused')).slice(1);
  const refusedHealth = `+uplink-message-refused: ${topics.health}: not authorised (0x87)`;
  publisher.health({ n: 1 });
  await eventually(() => expect(told()).toEqual([refusedHealth]));
  await edge.forward('critical', 'one');
  await centre.until(() => centre.arrivals.some(({ topic }) => topic === 'queue/critical'));
  stern = [topics.health];
  await edge.drained();
  expect(told()).toEqual([refusedHealth]);
  stern = [];
  publisher.health({ n: 2 });
  await eventually(() => expect(told()).toEqual([refusedHealth, '-uplink-message-refused']));
});
