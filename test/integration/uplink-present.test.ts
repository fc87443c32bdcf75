import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RunningBranch, root, startRunningBranch } from '../support/branch.js';
import { type Arrival, type Centre, startCentre } from '../support/centre.js';
import type { Seen } from '../support/observer.js';
import { firstOfEach, holesIn, placeOf } from '../support/places.js';

let centre: Centre;
let running: RunningBranch;

async function start(receiveMaximum = 65_535): Promise<void> {
  centre = await startCentre({ receiveMaximum });
  running = await startRunningBranch({ uplink: `  url: mqtt://127.0.0.1:${centre.port}\n  forward: [queue/#]` });
  await running.online();
}

afterEach(async () => {
  await running.end();
  await centre.goAway();
});

const printer = (action: string) => running.branch.simulators['printer-1']?.actions[action]?.({});
const print = (ticketId: string) =>
  running.observer.command('printer-1', 'print', { ticketId, number: 'A1', service: '个人业务' });
const isOf = (topic: string, envelopeId: unknown) => (arrival: Arrival) =>
  arrival.topic === topic && arrival.envelope?.id === envelopeId;
/** Resolves when the centre has what somebody in the branch saw. */
const arrived = ({ topic, message }: Seen) => centre.expect(topic, isOf(topic, message?.['id']));
/** The list of alarms is said to be whole before the line stands and before anybody can listen at home. */
const isRebuilt = ({ envelope }: Arrival) => envelope?.data['change'] === 'list-rebuilt';
const critical = (topic: string) => /\/(?:alarm-event|reply\/[^/]+|audit|device\/[^/]+\/event)$/.test(topic);
const change = (type: string, what: string) =>
  running.observer.expect(
    '/alarm-event',
    ({ change, alarm }) => change === what && (alarm as Record<string, unknown>)['alarm-type-id'] === type,
  );

/** The data that stand on topics with a lasting word; the figures of `health` differ with every moment. */
function standing(messages: Iterable<readonly [topic: string, payload: string]>): Record<string, unknown> {
  const lasting = [...new Map(messages)].filter(
    ([topic, payload]) => payload !== '' && /\/(?:presence|info|state|alarm\/.*)$/.test(topic),
  );
  return Object.fromEntries(
    lasting.map(([topic, payload]) => [topic, (JSON.parse(payload) as { data: unknown }).data]),
  );
}
/** What is retained may come behind what has been said since: then it is old. */
function standingAtHome(): Record<string, unknown> {
  const last = new Map<string, string>();
  for (const { topic, payload, retained } of running.observer.seen) {
    if (!retained || !last.has(topic)) last.set(topic, payload.toString());
  }
  return standing(last);
}

describe('a branch whose centre is there', () => {
  it('says there what it says at home: states retained, tickets and alarms with their place, no number left out', async () => {
    await start();
    const reply = await print('T1');
    expect(reply.status).toBe('succeeded');
    const ticket = await running.observer.expect('/device/printer-1/event', ({ ticketId }) => ticketId === 'T1');
    await arrived(ticket);
    await arrived(await running.observer.expect(`/reply/${reply.commandId}`, ({ status }) => status === 'succeeded'));
    await arrived(await running.observer.expect('/audit', ({ commandId }) => commandId === reply.commandId));

    printer('open-cover');
    const raised = await change('printer-cover-open', 'raise');
    await arrived(raised);
    const record = await running.observer.expect('/alarm/printer-1/printer-cover-open');
    await arrived(record);
    printer('close-cover');
    await arrived(await change('printer-cover-open', 'clear'));
    await running.observer.command('gateway', 'alarm-acknowledge', {
      ...{ deviceId: 'printer-1', alarmType: 'printer-cover-open', operator: '王工' },
    });
    await centre.expect('an emptied alarm', ({ topic, payload }) => topic === record.topic && payload === '');

    await vi.waitFor(() => expect(standing(centre.retained)).toEqual(standingAtHome()));
    expect(Object.keys(standing(centre.retained)).length).toBeGreaterThan(11);
    const own = centre.arrivals.filter(({ topic }) => critical(topic));
    expect(own.map(placeOf)).not.toContain(undefined);
    expect(own.filter(({ historical }) => historical).map(isRebuilt)).toEqual([true]);
    expect(holesIn(centre.arrivals, 'critical')).toEqual([]);
    expect(new Set(own.map(({ outbox }) => outbox)).size).toBe(own.length);
  });
});

describe('a centre that comes back', () => {
  it('learns how things are, then what happened meanwhile, in order and whole', async () => {
    await start();
    await print('T1');
    await centre.expect('an audit', ({ topic }) => topic.endsWith('/audit'));
    await centre.goAway();
    printer('open-cover');
    await change('printer-cover-open', 'raise');
    expect((await print('T2')).status).toBe('failed');
    printer('close-cover');
    await change('printer-cover-open', 'clear');
    for (const ticket of ['T3', 'T4']) {
      expect((await print(ticket)).status).toBe('succeeded');
      await running.observer.client.publishAsync('queue/tickets', ticket, { qos: 1 });
    }
    printer('paper-out');
    await change('printer-paper-out', 'raise');
    const seen = running.observer.seen.filter(({ topic }) => critical(topic));
    const before = centre.arrivals.length;

    await centre.comeBack();
    await Promise.all(seen.map(arrived));
    const back = centre.arrivals.slice(before).filter(({ topic }) => topic !== `${root}/health`);
    const backlogFrom = back.findIndex(({ historical }) => historical);
    const present = back.slice(0, backlogFrom).map(({ topic }) => topic.slice(root.length));
    expect(present.slice(0, 2)).toEqual(['/presence', '/info']);
    expect(present).toEqual(
      expect.arrayContaining(['/alarm/printer-1/printer-paper-out', '/device/printer-1/state', '/device/door/state']),
    );
    expect(present.filter((topic) => topic.startsWith('/alarm/')).length).toBe(2);

    const backlog = back.slice(backlogFrom).filter(({ topic }) => critical(topic) || topic.startsWith('queue/'));
    expect(backlog.filter(({ historical }) => !historical)).toEqual([]);
    const inOrder = firstOfEach(centre.arrivals).filter((arrival) => critical(arrival.topic) && !isRebuilt(arrival));
    expect(inOrder.map(({ envelope }) => envelope?.id)).toEqual(seen.map(({ message }) => message?.['id']));
    const queued = await centre.expect('T4 of the queue', ({ payload }) => payload === 'T4');
    expect(queued.properties.userProperties).toMatchObject({ historical: 'true', outbox: queued.outbox });
    expect(queued.outbox).toMatch(/^[a-z0-9]{8}\.event\.\d+$/);
    expect([...holesIn(centre.arrivals, 'critical'), ...holesIn(centre.arrivals, 'event')]).toEqual([]);
  });
});

describe('a gateway that is stopped in order', () => {
  const presence = () => JSON.parse(centre.retained.get(`${root}/presence`) ?? '') as unknown;

  it('is offline at the centre, also when it was busy with a backlog and the centre takes one message at a time', async () => {
    await start(1);
    await centre.goAway();
    for (let n = 0; n < 12_000; n++) running.observer.client.publish('queue/n', `${n}`, { qos: 1 });
    await running.observer.client.publishAsync('queue/n', 'last', { qos: 1 });
    await centre.comeBack();
    await centre.expect('a backlog', ({ topic, historical }) => topic === 'queue/n' && historical);
    await running.gateway.stop();
    expect(presence()).toMatchObject({ data: { status: 'offline' } });
    // There was a backlog to the end.
    expect(centre.arrivals.at(-1)?.payload).not.toBe('last');
  });

  it('is offline at the centre, and has nothing to say twice when it starts again', async () => {
    await start();
    await print('T1');
    expect((await running.observer.command('printer-1', 'no-such-command', {})).status).toBe('rejected');
    await centre.expect('a refusal', ({ envelope }) => envelope?.data['status'] === 'rejected');
    await running.gateway.stop();
    expect(presence()).toMatchObject({ data: { status: 'offline' } });
    await running.restart();
    await running.online();
    const marker = await print('T2');
    await centre.expect('the audit of T2', ({ envelope }) => envelope?.data['commandId'] === marker.commandId);
    const own = centre.arrivals.filter(({ topic }) => critical(topic));
    expect(firstOfEach(own)).toEqual(own);
  });
});
