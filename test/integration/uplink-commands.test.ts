import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBranch, root, startRunningBranch } from '../support/branch.js';
import { type Arrival, type Centre, type Sending, startCentre } from '../support/centre.js';
import { firstOfEach } from '../support/places.js';

let centre: Centre;
let running: RunningBranch;

beforeAll(async () => {
  centre = await startCentre();
  running = await startRunningBranch({
    uplink: `  url: mqtt://127.0.0.1:${centre.port}`,
    without: ['door', 'kiosk-1', 'board-2'],
  });
  await running.online('printer-1', 'board-1');
  await centre.expect('a state', ({ topic }) => topic === `${root}/device/board-1/state`);
});

afterAll(async () => {
  await running?.end();
  await centre?.goAway();
});

const inbox = 'operations/inbox';
const statusOf = ({ envelope }: Arrival) => envelope?.data['status'];
const isOf =
  (id: string, topic = `${root}/reply/${id}`) =>
  (arrival: Arrival) =>
    arrival.topic === topic && arrival.envelope?.data['commandId'] === id;
/** The final replies to a command, each envelope once. */
const finals = (id: string, topic?: string) =>
  firstOfEach(centre.arrivals).filter((arrival) => isOf(id, topic)(arrival) && statusOf(arrival) !== 'accepted');
const accepted = (id: string) =>
  centre.expect(`the promise of ${id}`, (arrival) => isOf(id)(arrival) && statusOf(arrival) === 'accepted');
const final = (id: string, topic?: string) =>
  centre.expect(
    `the final reply to ${id}`,
    (arrival) => isOf(id, topic)(arrival) && statusOf(arrival) !== 'accepted',
    20_000,
  );

function print(id: string, number: string, sending?: Sending): void {
  const args = { ticketId: `ticket-${number}`, number, service: '个人业务' };
  centre.send(`${root}/command/printer-1/print`, { id, args }, sending);
}
const show = (id: string, text: string, extra: Record<string, unknown> = {}, sending?: Sending) =>
  centre.send(`${root}/command/board-1/show`, { id, args: { text }, ...extra }, sending);

const papers = (number: string) => {
  const view = running.branch.simulators['printer-1']?.view() as { tickets: { text: string }[] } | undefined;
  return (view?.tickets ?? []).filter(({ text }) => text.includes(number)).length;
};
const board = () => JSON.stringify(running.branch.simulators['board-1']?.view());

describe('a command of the centre', () => {
  it('is done like a local one and answered on both topics, to the one who asked with his correlation data', async () => {
    const correlationData = Buffer.from([0, 255, 7]);
    print('c-1', 'A101', { properties: { responseTopic: inbox, correlationData } });
    const reply = await final('c-1', inbox);
    expect(statusOf(reply)).toBe('succeeded');
    expect(statusOf(await final('c-1'))).toBe('succeeded');
    const asked = centre.arrivals.filter(isOf('c-1', inbox));
    expect(asked.map(statusOf)).toEqual(['accepted', 'succeeded']);
    expect(asked.map(({ properties }) => properties.correlationData)).toEqual([correlationData, correlationData]);
    expect(papers('A101')).toBe(1);
    await running.observer.expect('/reply/c-1', ({ status }) => status === 'succeeded');
    const audit = await centre.expect(
      'the audit',
      ({ topic, envelope }) => topic === `${root}/audit` && envelope?.data['commandId'] === 'c-1',
    );
    expect(audit.envelope?.data).toMatchObject({ origin: 'centre', command: 'print', status: 'succeeded' });
  });

  it('is answered with correlation data on the ordinary topic where that is the one asked for', async () => {
    const correlationData = Buffer.from('mine');
    show('c-2', 'A102', {}, { properties: { responseTopic: `${root}/reply/c-2`, correlationData } });
    expect((await final('c-2')).properties.correlationData).toEqual(correlationData);
    expect(finals('c-2')).toHaveLength(1);
  });

  it('with an id that was there before does nothing and gets the first result, where it is asked for now', async () => {
    const first = await final('c-1');
    print('c-1', 'A103', { properties: { responseTopic: 'operations/again', correlationData: Buffer.from('2') } });
    const again = await final('c-1', 'operations/again');
    expect(again.envelope?.data).toEqual(first.envelope?.data);
    expect([papers('A101'), papers('A103')]).toEqual([1, 0]);
  });

  it('that is too late by its own date is answered with the clock that said so', async () => {
    show('late-1', 'L1', { expiresAt: '2026-01-01T00:00:00Z' });
    const { envelope } = await final('late-1');
    expect(envelope?.data).toMatchObject({ status: 'expired', error: { code: 'COMMAND_EXPIRED' } });
    expect(envelope?.data['error']).toHaveProperty(
      'message',
      expect.stringMatching(/^expired at 2026-01-01T00:00:00.000Z; the gateway's clock says 20\d\d-/),
    );
    expect(board()).not.toContain('L1');
  });

  it('whose message has run out on the way is answered likewise, whatever its date says', async () => {
    show('late-2', 'L2', { expiresAt: '2099-01-01T00:00:00Z' }, { properties: { messageExpiryInterval: 0 } });
    const { envelope } = await final('late-2');
    expect(envelope?.data).toMatchObject({ status: 'expired' });
    expect(envelope?.data['error']).toHaveProperty('message', expect.stringMatching(/the gateway's clock says/));
    expect(board()).not.toContain('L2');
  });

  it('that is retained is refused and not done', async () => {
    show('kept', 'R1', {}, { retain: true });
    const { envelope } = await final('kept');
    expect(envelope?.data).toMatchObject({ status: 'rejected', error: { code: 'COMMAND_RETAINED' } });
    expect(board()).not.toContain('R1');
  });
});

describe('a line that is cut', () => {
  it('for a moment costs no command: what the centre kept is done once', async () => {
    await centre.goAway();
    print('away', 'B201');
    await centre.comeBack();
    expect(statusOf(await final('away'))).toBe('succeeded');
    expect(papers('B201')).toBe(1);
  });

  it('while a command is done: its result comes over the next one, and it is not done again', async () => {
    print('cut', 'B202');
    const { connection } = await accepted('cut');
    centre.cut();
    const reply = await final('cut');
    expect(statusOf(reply)).toBe('succeeded');
    expect(reply.connection).toBe(connection + 1);
    expect(papers('B202')).toBe(1);
    expect(finals('cut').map(statusOf)).toEqual(['succeeded']);
  });
});

describe('a gateway that is killed with SIGKILL while it does a command of the centre', () => {
  it('answers after its restart, once, and says unknown rather than print again', async () => {
    print('killed', 'C301', { properties: { responseTopic: inbox, correlationData: Buffer.from('k') } });
    await accepted('killed');
    await running.gateway.kill();
    expect(finals('killed')).toEqual([]);
    await running.restart();
    const reply = await final('killed', inbox);
    expect(reply.properties.correlationData).toEqual(Buffer.from('k'));
    expect((await final('killed')).envelope?.data).toEqual(reply.envelope?.data);
    expect(statusOf(reply)).toBe('unknown');
    expect(papers('C301')).toBeLessThan(2);
    expect(finals('killed')).toHaveLength(1);
  });

  it('still knows what it has done, and refuses what is retained whenever it comes', async () => {
    print('c-1', 'A104', { properties: { responseTopic: 'operations/later' } });
    expect(statusOf(await final('c-1', 'operations/later'))).toBe('succeeded');
    expect(papers('A104')).toBe(0);
    const kept = finals('kept').map(statusOf);
    expect(kept.length).toBeGreaterThan(1);
    expect(new Set(kept)).toEqual(new Set(['rejected']));
  });
});
