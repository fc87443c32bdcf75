import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drivers } from '../../drivers/index.js';
import { alarmRecordSchema } from '../../gateway/alarms/record.js';
import { replySchema } from '../../gateway/commands/reply.js';
import { envelopeSchema } from '../../gateway/messages/envelope.js';
import { type RunningBranch, root, startRunningBranch } from '../support/branch.js';

let running: RunningBranch;

beforeAll(async () => {
  running = await startRunningBranch();
  await running.online();
});

afterAll(() => running?.end());

const view = (id: string) => running.branch.simulators[id]?.view() as Record<string, never>;

describe('a whole branch, driven by the real program', () => {
  it('says who it is and which devices it has', async () => {
    const { observer } = running;
    const presence = await observer.expect('/presence');
    expect(presence.message).toMatchObject({ v: 1, data: { status: 'online', version: expect.any(String) } });
    const info = await observer.expect('/info', (data) => 'devices' in data);
    const ids = ['printer-1', 'board-1', 'board-2', 'door', 'kiosk-1'];
    expect(info.message?.data['devices']).toMatchObject(ids.map((id) => ({ id })));
    await observer.expect('/health', (data) => typeof data['residentBytes'] === 'number');
  });

  it('a customer gets a ticket with the number, in Chinese, cut off', async () => {
    const { observer } = running;
    const reply = await observer.command('printer-1', 'print', {
      ticketId: 't-1',
      number: 'A001',
      service: '个人业务',
      waitingAhead: 4,
      expectedWaitMinutes: 12,
    });
    expect(reply).toMatchObject({ status: 'succeeded', result: { ticketId: 't-1', copyIndex: 0 } });
    await observer.expect(
      '/device/printer-1/event',
      (data) => data['event'] === 'ticket-printed' && data['ticketId'] === 't-1',
    );
    const { tickets } = view('printer-1') as unknown as { tickets: { text: string }[] };
    const text = tickets.at(-1)?.text;
    expect(text).toContain('A001');
    expect(text).toContain('个人业务');
    expect(text).toContain('12');
  });

  it('a called number stands on the hall board and on the window board, and the state says so', async () => {
    const { observer } = running;
    const replies = await Promise.all(
      ['board-1', 'board-2'].map((board) => observer.command(board, 'call', { number: 'A001', counter: 3 })),
    );
    expect(replies.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    for (const board of ['board-1', 'board-2']) {
      expect(JSON.stringify(view(board))).toContain('A001');
      const state = await observer.expect(`/device/${board}/state`, (data) =>
        JSON.stringify(data['showing'] ?? {}).includes('A001'),
      );
      expect(state.message?.data['verified']).toBe('acknowledged');
      await observer.expect(`/device/${board}/event`, (data) => data['event'] === 'called');
    }
  });

  it('counts who comes in and goes out', async () => {
    const { observer, branch } = running;
    const before = observer.last('/device/door/state')?.message?.data as { in: number; out: number };
    await branch.simulators['door']?.actions['walk-in']?.({ count: 3 });
    await branch.simulators['door']?.actions['walk-out']?.({ count: 1 });
    await observer.expect(
      '/device/door/state',
      (data) => data['in'] === before.in + 3 && data['out'] === before.out + 1,
    );
    await observer.expect('/device/door/measurement', (data) => Number(data['totalIn']) >= before.in + 3);
  });

  it('the same command id again gives the first result, and no second ticket', async () => {
    const { observer } = running;
    const count = () => (view('printer-1') as unknown as { tickets: unknown[] }).tickets.length;
    const args = { ticketId: 't-2', number: 'A002', service: '个人业务' };
    const first = await observer.command('printer-1', 'print', args, { id: 'twice' });
    const printed = count();
    observer.forget();
    const second = await observer.command('printer-1', 'print', args, { id: 'twice' });
    expect(second).toEqual(first);
    expect(count()).toBe(printed);
  });

  it('a retained command is rejected, and does not stand on the broker', async () => {
    const { observer } = running;
    const reply = observer.expect('/reply/kept', (data) => data['status'] === 'rejected');
    const payload = JSON.stringify({ id: 'kept', args: { text: 'old' } });
    await observer.client.publishAsync(`${root}/command/board-1/show`, payload, { qos: 1, retain: true });
    expect((await reply).message?.data).toMatchObject({ error: { code: 'COMMAND_RETAINED' } });
    expect(JSON.stringify(view('board-1'))).not.toContain('old');
  });

  it.each([
    ['a field that is not there', 'print', { ticketId: 't', number: 'A1', service: 'x', color: 1 }, /color/],
    ['a missing field', 'print', { ticketId: 't', number: 'A1' }, /service/],
    ['an unknown command', 'explode', {}, /allowed: print, reprint, resolve, report, test/],
  ])('%s is rejected with what is allowed', async (_what, name, args, message) => {
    const reply = await running.observer.command('printer-1', name, args);
    expect(reply).toMatchObject({ status: 'rejected', error: { message: expect.stringMatching(message) } });
  });

  it('rubbish is counted where nobody can be told, rejected where it has an id, and harms nothing', async () => {
    const { observer } = running;
    const send = (payload: string | Buffer) =>
      observer.client.publishAsync(`${root}/command/board-1/show`, payload, { qos: 1 });
    await send('{"id":');
    await send(Buffer.from([0xff, 0xfe]));
    const tooLarge = observer.expect('/reply/huge', (data) => data['status'] === 'rejected');
    await send(JSON.stringify({ id: 'huge', args: { text: 'x'.repeat(70_000) } }));
    expect((await tooLarge).message?.data).toMatchObject({ error: { code: 'COMMAND_TOO_LARGE' } });
    const after = await observer.command('board-1', 'show', { text: 'still here' });
    expect(after.status).toBe('succeeded');
  });

  it('an expired command is answered "expired" and not done', async () => {
    const { observer } = running;
    const expiresAt = new Date(Date.now() - 1_000).toISOString();
    const reply = await observer.command('board-1', 'show', { text: 'too late' }, { expiresAt });
    expect(reply.status).toBe('expired');
    expect(JSON.stringify(view('board-1'))).not.toContain('too late');
  });

  it('who commanded what is on the audit topic', async () => {
    const { observer } = running;
    await observer.command('board-1', 'clear', {}, { id: 'audited' });
    const audit = await observer.expect('/audit', (data) => data['commandId'] === 'audited');
    expect(audit.message?.data).toMatchObject({ deviceId: 'board-1', command: 'clear', status: 'succeeded' });
  });

  it('every message fits its published schema', async () => {
    const { observer, branch } = running;
    await branch.simulators['door']?.actions['walk-in']?.({ count: 1 });
    await observer.expect('/device/door/measurement');
    const classes = new Map(drivers.map(({ contract }) => [contract.class as string, contract]));
    const classOf = new Map([
      ['printer-1', 'ticket-printer'],
      ['board-1', 'led-board'],
      ['board-2', 'led-board'],
      ['door', 'people-counter'],
      ['kiosk-1', 'terminal'],
    ]);
    const checked = new Map<string, number>();
    for (const { topic, message } of observer.seen) {
      const [area = '', device = '', what = ''] = topic.slice(root.length + 1).split('/');
      if (!message || area === 'command') continue;
      const { data } = envelopeSchema.parse(message) as { data: Record<string, unknown> };
      const contract = classes.get(classOf.get(device) ?? '');
      if (area === 'reply') replySchema.parse(data);
      else if (area === 'alarm') alarmRecordSchema.parse(data);
      else if (what === 'state') contract?.state.partial().parse(data);
      else if (what === 'measurement') contract?.measurement?.parse(data);
      else if (what === 'event') {
        const { event, ...fields } = data;
        expect(Object.keys(contract?.events ?? {})).toContain(event);
        contract?.events[event as string]?.parse(fields);
      }
      const kind = area === 'device' ? what : area;
      checked.set(kind, (checked.get(kind) ?? 0) + 1);
    }
    for (const kind of ['state', 'event', 'measurement', 'reply', 'audit'])
      expect(checked.get(kind)).toBeGreaterThan(0);
  });

  it('every message on the tree has a unique id, and the sequence rises on each topic', () => {
    const envelopes = running.observer.seen.flatMap(({ message, topic }) =>
      message && !topic.includes('/command/') ? [message as unknown as { id: string; seq: number }] : [],
    );
    expect(new Set(envelopes.map(({ id }) => id)).size).toBe(envelopes.length);
    // Between topics it need not: what must be on disk before it is said lets a state pass.
    const byTopic = new Map<string, number[]>();
    for (const { retained, message, topic } of running.observer.seen) {
      if (retained || !message || topic.includes('/command/')) continue;
      byTopic.set(topic, [...(byTopic.get(topic) ?? []), message['seq'] as number]);
    }
    expect(byTopic.size).toBeGreaterThan(5);
    for (const [topic, sequence] of byTopic) {
      expect({ topic, sequence }).toEqual({ topic, sequence: [...sequence].sort((a, b) => a - b) });
    }
  });
});
