import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CommandContract, GatewayError } from '../../../drivers/index.js';
import { createCommandJournal, type JournalEntry, journalEntrySchema } from '../../../gateway/commands/journal.js';
import type { Reply } from '../../../gateway/commands/reply.js';
import { createCommandService } from '../../../gateway/commands/service.js';
import type { CommandInfo } from '../../../gateway/commands/target.js';
import { createMessageBus } from '../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../gateway/messages/envelope.js';
import { createPublisher } from '../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { openStore, type Store, type Table } from '../../../gateway/storage/store.js';
import { temporaryFolder } from '../../support/gateway-process.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';

const site = { branchId: 'b', gatewayId: 'g' };
const commands: Record<string, CommandContract> = {
  show: {
    description: 'shows',
    args: z.strictObject({ text: z.string(), seconds: z.number().int().optional() }),
    idempotent: true,
  },
  print: { description: 'prints', args: z.strictObject({ ticketId: z.string() }), idempotent: false },
  reset: {
    description: 'resets',
    args: z.strictObject({ operator: z.string(), reason: z.string().optional(), pin: z.string().optional() }),
    idempotent: false,
    audited: ['operator', 'reason', 'toString'],
  },
  list: { description: 'lists', args: z.strictObject({ n: z.number().optional() }), idempotent: true, reads: true },
  record: { description: 'records first', args: z.strictObject({}), idempotent: false, recordsFirst: true },
};

let folder: ReturnType<typeof temporaryFolder>;
let store: Store;
let clock: VirtualClock;

/** A running service over the store, with a device "dev" whose doings are recorded. */
function start(
  handle: (name: string, args: unknown, info: CommandInfo) => Promise<Record<string, unknown> | undefined>,
) {
  const replies: Reply[] = [];
  const audits: Record<string, unknown>[] = [];
  const done: string[] = [];
  const errors: GatewayError[] = [];
  const anonymous: string[] = [];
  const bus = createMessageBus((error) => {
    throw error;
  });
  bus.subscribe(({ topic, envelope }) => {
    if (topic.includes('/reply/')) replies.push(envelope?.data as Reply);
    if (topic.endsWith('/audit')) audits.push(envelope?.data as Record<string, unknown>);
  });
  const envelop = createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true });
  const table = store.table('commands', journalEntrySchema);
  const journal = createCommandJournal(table);
  const service = createCommandService({
    target: (id) =>
      id === 'dev'
        ? {
            commands,
            execute: (name, args, info) => {
              done.push(`${name} ${JSON.stringify(args)}`);
              return handle(name, args, info);
            },
          }
        : undefined,
    deviceIds: () => ['gateway', 'dev'],
    journal,
    publisher: createPublisher({ bus, topics: topicsOf(site), envelop }),
    commit: (changes) => store.commit(changes),
    clock,
    onError: (error) => errors.push(error),
    onAnonymous: ({ message }, { clientId, deviceId, name }, count) =>
      anonymous.push(`${count} ${clientId} ${deviceId}/${name}: ${message}`),
  });
  const send = (name: string, request: unknown, extra: { retained?: boolean; deviceId?: string } = {}) =>
    service.receive({
      deviceId: extra.deviceId ?? 'dev',
      name,
      clientId: 'queue-1',
      origin: 'local',
      retained: extra.retained ?? false,
      payload: Buffer.from(typeof request === 'string' ? request : JSON.stringify(request)),
    });
  return { service, send, replies, audits, done, errors, anonymous, journal, table };
}

beforeEach(async () => {
  folder = temporaryFolder();
  clock = new VirtualClock();
  store = await openStore({ directory: folder.path, clock });
});

afterEach(async () => {
  await store.close();
  folder.remove();
});

/** Holds handlers back until `open` is called, before or after they wait. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

const statuses = (replies: Reply[]) => replies.map(({ commandId, status }) => `${commandId} ${status}`);

describe('the life of a command', () => {
  it('accepted, done, answered, and written down who did it', async () => {
    const { service, send, replies, audits, done } = start(async () => ({ zone: 'main' }));
    await send('show', { id: 'c1', args: { text: 'A001' } });
    await service.idle();
    expect(done).toEqual(['show {"text":"A001"}']);
    expect(replies.at(-1)).toEqual({ commandId: 'c1', status: 'succeeded', result: { zone: 'main' } });
    expect(audits).toEqual([
      {
        commandId: 'c1',
        deviceId: 'dev',
        command: 'show',
        clientId: 'queue-1',
        origin: 'local',
        status: 'succeeded',
      },
    ]);
  });

  it('of the arguments, what the contract names is written down, and nothing else', async () => {
    const { service, send, audits } = start(async () => undefined);
    await send('reset', { id: 'r1', args: { operator: '王工', reason: 'new roller', pin: '1234' } });
    await send('reset', { id: 'r2', args: { operator: '王工' } });
    await service.idle();
    expect(audits.map(({ args }) => args)).toEqual([{ operator: '王工', reason: 'new roller' }, { operator: '王工' }]);
  });

  it('so it is when it fails, and when the gateway stopped in the middle of it', async () => {
    const first = start(async () => {
      throw new GatewayError('DEVICE_OFFLINE', 'away');
    });
    await first.send('reset', { id: 'r1', args: { operator: '王工' } });
    await first.service.idle();
    await first.table.put('r2', { ...first.table.get('r1')!, started: true, reply: undefined });
    first.service.recover();
    await first.service.idle();
    expect(first.audits.map(({ commandId, status, args }) => [commandId, status, args])).toEqual([
      ['r1', 'failed', { operator: '王工' }],
      ['r2', 'unknown', { operator: '王工' }],
    ]);
  });

  it('one whose repetition does no harm starts in the tick in which it came', () => {
    const { send, done } = start(async () => undefined);
    void send('show', { id: 'c1', args: { text: 'A001' } });
    expect(done).toHaveLength(1);
  });

  it('any other waits until it is on disk, and is on disk as started before the device sees it', async () => {
    let entry: JournalEntry | undefined;
    const running = start(async () => {
      entry = running.journal.get('p1');
      return undefined;
    });
    const received = running.send('print', { id: 'p1', args: { ticketId: 't1' } });
    expect(running.done).toEqual([]);
    await received;
    await running.service.idle();
    expect(entry?.started).toBe(true);
    expect(statuses(running.replies)).toEqual(['p1 accepted', 'p1 succeeded']);
  });

  it('one whose driver records first starts at once; behind the record on disk stands the request, as started', async () => {
    const records = store.table('records', z.string());
    const copy = temporaryFolder();
    const running = start(async () => {
      await records.put('r1', 'about to act');
      copyFileSync(join(folder.path, 'store.log'), join(copy.path, 'store.log'));
      return undefined;
    });
    const received = running.send('record', { id: 'p1', args: {} });
    expect(running.done).toHaveLength(1);
    await received;
    await running.service.idle();
    expect(statuses(running.replies)).toEqual(['p1 accepted', 'p1 succeeded']);
    const afterPowerCut = await openStore({ directory: copy.path, clock });
    expect(afterPowerCut.table('records', z.string()).get('r1')).toBe('about to act');
    expect(afterPowerCut.table('commands', journalEntrySchema).get('p1')?.started).toBe(true);
    await afterPowerCut.close();
    copy.remove();
  });

  it('the same id again gets the first result and nothing is done', async () => {
    const { service, send, replies, done } = start(async () => ({ n: done.length }));
    await send('print', { id: 'p1', args: { ticketId: 't1' } });
    await service.idle();
    await send('print', { id: 'p1', args: { ticketId: 'other' } });
    await service.idle();
    expect(done).toHaveLength(1);
    expect(replies.at(-1)).toEqual({ commandId: 'p1', status: 'succeeded', result: { n: 1 } });
  });

  it('the same id while the first is still running is answered "accepted" and not queued', async () => {
    const { open, opened } = gate();
    const { service, send, replies, done } = start(() => opened.then(() => undefined));
    await send('print', { id: 'p1', args: { ticketId: 't1' } });
    await send('print', { id: 'p1', args: { ticketId: 't1' } });
    expect(statuses(replies)).toEqual(['p1 accepted', 'p1 accepted']);
    open();
    await service.idle();
    expect(done).toHaveLength(1);
  });

  it('commands of one device are done one after the other', async () => {
    const ends: (() => void)[] = [];
    const { service, send, done } = start(() => new Promise((resolve) => ends.push(() => resolve(undefined))));
    void send('show', { id: 'c1', args: { text: '1' } });
    void send('show', { id: 'c2', args: { text: '2' } });
    await settle();
    expect(done).toHaveLength(1);
    ends[0]?.();
    await settle();
    expect(done).toHaveLength(2);
    ends[1]?.();
    await service.idle();
  });
});

describe('a question', () => {
  it('is answered and leaves no trace: no journal, no audit, and the same id is answered anew', async () => {
    let n = 0;
    const { send, replies, audits, table } = start(async () => ({ n: ++n }));
    await send('list', { id: 'q1', args: {} });
    await send('list', { id: 'q1', args: {} });
    expect(replies).toEqual([1, 2].map((n) => ({ commandId: 'q1', status: 'succeeded', result: { n } })));
    expect([audits, table.size]).toEqual([[], 0]);
  });

  it('waits for no command of its device', async () => {
    const { open, opened } = gate();
    const { service, send, replies } = start((name) =>
      name === 'list' ? Promise.resolve({}) : opened.then(() => ({})),
    );
    await send('print', { id: 'p1', args: { ticketId: 't1' } });
    await send('list', { id: 'q1', args: {} });
    expect(statuses(replies)).toEqual(['p1 accepted', 'q1 succeeded']);
    open();
    await service.idle();
  });

  it('that is wrong or fails says why', async () => {
    const { send, replies, errors } = start(async () => {
      throw new Error('broken');
    });
    await send('list', { id: 'q1', args: { n: 'x' } });
    await send('list', { id: 'q2', args: {} });
    expect(replies).toMatchObject([
      { commandId: 'q1', status: 'rejected', error: { code: 'COMMAND_ARGS_INVALID', field: 'args.n' } },
      { commandId: 'q2', status: 'failed', error: { code: 'COMMAND_FAILED' } },
    ]);
    expect(errors).toHaveLength(1);
  });
});

describe('a wrong command', () => {
  it.each([
    [
      'an unknown device',
      'show',
      { id: 'c', args: {} },
      { deviceId: 'dev9' },
      'COMMAND_UNKNOWN_DEVICE',
      'gateway, dev',
      undefined,
    ],
    ['an unknown command', 'explode', { id: 'c', args: {} }, {}, 'COMMAND_UNKNOWN', 'show, print', undefined],
    ['a missing argument', 'show', { id: 'c', args: {} }, {}, 'COMMAND_ARGS_INVALID', 'text', 'args.text'],
    [
      'a wrong type',
      'show',
      { id: 'c', args: { text: 'a', seconds: 'b' } },
      {},
      'COMMAND_ARGS_INVALID',
      'seconds',
      'args.seconds',
    ],
    [
      'an unknown argument',
      'show',
      { id: 'c', args: { text: 'a', colour: 1 } },
      {},
      'COMMAND_ARGS_INVALID',
      'colour',
      'args.colour',
    ],
    [
      'a retained one',
      'show',
      { id: 'c', args: { text: 'a' } },
      { retained: true },
      'COMMAND_RETAINED',
      'retain',
      undefined,
    ],
  ])('%s is rejected with the reason, and nothing is done', async (_what, name, request, extra, code, words, field) => {
    const { send, replies, done, table } = start(async () => undefined);
    await send(name, request, extra);
    expect(replies).toHaveLength(1);
    expect(replies[0]).toMatchObject({ commandId: 'c', status: 'rejected', error: { code } });
    expect(replies[0]?.error?.message).toContain(words);
    expect(replies[0]?.error?.field).toBe(field);
    expect(done).toEqual([]);
    expect(table.size).toBe(0);
  });

  it('without an id is counted, and told to who runs the gateway once a minute', async () => {
    const { service, send, replies, anonymous } = start(async () => undefined);
    await send('show', 'rubbish');
    await send('show', { args: { text: 'x' } });
    expect(replies).toEqual([]);
    expect(service.stats()).toMatchObject({ anonymous: 2, rejected: 0 });
    expect(anonymous).toEqual([expect.stringMatching(/^1 queue-1 dev\/show: the payload is not JSON/)]);
    await clock.advance(60_000);
    await send('print', '[]');
    expect(anonymous).toHaveLength(2);
    expect(anonymous[1]).toMatch(/^3 queue-1 dev\/print: found a list, /);
  });

  it('an emptied retained topic is not a command', async () => {
    const { service, send, replies } = start(async () => undefined);
    await send('show', '', { retained: true });
    expect([replies, service.stats().anonymous]).toEqual([[], 0]);
  });

  it('one that is too late is answered "expired"', async () => {
    const { send, replies, done } = start(async () => undefined);
    await send('print', { id: 'c', expiresAt: new Date(clock.now()).toISOString(), args: { ticketId: 't' } });
    expect(replies[0]).toMatchObject({ status: 'expired', error: { code: 'COMMAND_EXPIRED', field: 'expiresAt' } });
    expect(done).toEqual([]);
  });

  it('one that expires while it waits for its device is not done', async () => {
    const { open, opened } = gate();
    const { service, send, replies, done } = start(() => opened.then(() => undefined));
    await send('show', { id: 'slow', args: { text: 'A1' } });
    await send('print', {
      id: 'late',
      expiresAt: new Date(clock.now() + 5_000).toISOString(),
      args: { ticketId: 't2' },
    });
    await clock.advance(6_000);
    open();
    await service.idle();
    expect(done).toHaveLength(1);
    expect(replies.at(-1)).toMatchObject({ commandId: 'late', status: 'expired' });
  });
});

describe('a handler that fails', () => {
  it.each([
    ['DEVICE_NOT_READY', 'failed'],
    ['TRANSPORT_REPLY_TIMEOUT', 'failed'],
    ['DEVICE_OUTCOME_UNKNOWN', 'unknown'],
    ['COMMAND_ARGS_INVALID', 'rejected'],
  ] as const)('%s is answered "%s"', async (code, status) => {
    const { service, send, replies, errors } = start(async () => {
      throw new GatewayError(code, 'the reason', { field: 'args.text' });
    });
    await send('show', { id: 'c', args: { text: 'a' } });
    await service.idle();
    expect(replies.at(-1)).toEqual({
      commandId: 'c',
      status,
      error: { code, message: 'the reason', field: 'args.text' },
    });
    expect(errors).toEqual([]);
  });

  it('a fault of our own is answered and reported', async () => {
    const { service, send, replies, errors } = start(async () => {
      throw new TypeError('undefined is not a function');
    });
    await send('show', { id: 'c', args: { text: 'a' } });
    await service.idle();
    expect(replies.at(-1)).toMatchObject({ status: 'failed', error: { code: 'COMMAND_FAILED' } });
    expect(errors).toHaveLength(1);
  });
});

describe('after a restart', () => {
  const entry = (patch: Partial<JournalEntry> & { name: string }): JournalEntry => ({
    deviceId: 'dev',
    clientId: 'queue-1',
    origin: 'local',
    args: patch.name === 'show' ? { text: 'A1' } : { ticketId: 't1' },
    receivedAt: clock.now(),
    expiresAt: clock.now() + 10_000,
    order: 1,
    started: false,
    ...patch,
  });

  it('the first result is still known', async () => {
    const first = start(async () => ({ evidence: 'B' }));
    await first.send('print', { id: 'p1', args: { ticketId: 't1' } });
    await first.service.idle();
    await store.close();
    store = await openStore({ directory: folder.path, clock });
    const second = start(async () => ({ evidence: 'never' }));
    await second.send('print', { id: 'p1', args: { ticketId: 't1' } });
    expect(second.replies).toEqual([{ commandId: 'p1', status: 'succeeded', result: { evidence: 'B' } }]);
    expect(second.done).toEqual([]);
  });

  it('what was acknowledged and not begun is done; a ticket that may have been printed is not', async () => {
    const running = start(async () => undefined);
    await running.table.put('waiting', entry({ name: 'print', order: 1 }));
    await running.table.put('begun', entry({ name: 'print', order: 2, started: true }));
    await running.table.put('call', entry({ name: 'show', order: 3, started: true }));
    await running.table.put('late', entry({ name: 'print', order: 4, expiresAt: clock.now() - 1 }));
    await running.table.put('late-call', entry({ name: 'show', order: 5, started: true, expiresAt: clock.now() - 1 }));
    running.service.recover();
    await running.service.idle();
    expect(running.done).toEqual(['print {"ticketId":"t1"}', 'show {"text":"A1"}']);
    expect(statuses(running.replies).sort()).toEqual([
      'begun unknown',
      'call succeeded',
      'late expired',
      'late-call unknown',
      'waiting succeeded',
    ]);
  });

  it('a command of a device that is configured no more is rejected', async () => {
    const running = start(async () => undefined);
    await running.table.put('x', entry({ name: 'print', deviceId: 'removed' }));
    running.service.recover();
    await running.service.idle();
    expect(running.replies).toMatchObject([
      { commandId: 'x', status: 'rejected', error: { code: 'COMMAND_UNKNOWN_DEVICE' } },
    ]);
    expect(running.journal.unfinished()).toEqual([]);
  });
});

describe('when the gateway stops', () => {
  it('what waits is not begun and not answered: the next start does it', async () => {
    const { open, opened } = gate();
    const first = start(() => opened.then(() => undefined));
    await first.send('show', { id: 'running', args: { text: 'A1' } });
    await first.send('print', { id: 'waiting', args: { ticketId: 't1' } });
    first.service.halt();
    open();
    await first.service.idle();
    expect(first.done).toEqual(['show {"text":"A1"}']);
    expect(statuses(first.replies)).toEqual(['running accepted', 'waiting accepted', 'running succeeded']);
    await store.close();
    store = await openStore({ directory: folder.path, clock });
    const second = start(async () => undefined);
    second.service.recover();
    await second.service.idle();
    expect(second.done).toEqual(['print {"ticketId":"t1"}']);
    expect(statuses(second.replies)).toEqual(['waiting succeeded']);
  });
});

describe('when the disk refuses', () => {
  const refusing = (table: Table<JournalEntry>): Table<JournalEntry> => ({
    ...table,
    get: (key) => table.get(key),
    entries: () => table.entries(),
    put: () => Promise.reject(new GatewayError('STORAGE_WRITE_FAILED', 'no space')),
  });

  it('no ticket is printed that could not be written down, but a call is still shown', async () => {
    const bus = createMessageBus(() => undefined);
    const replies: Reply[] = [];
    bus.subscribe(({ topic, envelope }) => topic.includes('/reply/') && replies.push(envelope?.data as Reply));
    const envelop = createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true });
    const done: string[] = [];
    const service = createCommandService({
      target: () => ({
        commands,
        execute: async (name) => {
          done.push(name);
          return undefined;
        },
      }),
      deviceIds: () => ['dev'],
      journal: createCommandJournal(refusing(store.table('commands', journalEntrySchema))),
      publisher: createPublisher({ bus, topics: topicsOf(site), envelop }),
      commit: (changes) => store.commit(changes),
      clock,
      onError: () => undefined,
    });
    const send = (name: string, id: string, args: unknown) =>
      service.receive({
        deviceId: 'dev',
        name,
        clientId: 'q',
        origin: 'local',
        retained: false,
        payload: Buffer.from(JSON.stringify({ id, args })),
      });
    await send('print', 'p1', { ticketId: 't' });
    await send('show', 's1', { text: 'A1' });
    await service.idle();
    expect(done).toEqual(['show']);
    expect(statuses(replies)).toEqual(['p1 rejected', 's1 succeeded']);
  });
});

describe('the journal', () => {
  it('keeps the newest results and every unfinished command', async () => {
    const journal = createCommandJournal(store.table('commands', journalEntrySchema), 3);
    const base = {
      deviceId: 'dev',
      name: 'show',
      clientId: 'q',
      origin: 'local' as const,
      args: {},
      receivedAt: 0,
      expiresAt: 1,
      started: false,
    };
    for (const id of ['a', 'b', 'c', 'd', 'e']) await journal.accept(id, base);
    for (const id of ['b', 'c', 'd', 'e']) await journal.finish(id, { commandId: id, status: 'succeeded' });
    expect(['a', 'b', 'c', 'd', 'e'].filter((id) => journal.get(id))).toEqual(['a', 'c', 'd', 'e']);
    expect(journal.unfinished().map(([id]) => id)).toEqual(['a']);
  });
});
