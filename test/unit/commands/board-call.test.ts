import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { alarmCommandSet } from '../../../gateway/alarms/commands.js';
import { boardCallCommands, boardCallSet } from '../../../gateway/board-call/commands.js';
import { joinedTarget } from '../../../gateway/commands/command-set.js';
import { createCommandJournal, type JournalEntry, journalEntrySchema } from '../../../gateway/commands/journal.js';
import { type Reply, replySchema } from '../../../gateway/commands/reply.js';
import { createCommandService } from '../../../gateway/commands/service.js';
import { createTurns } from '../../../gateway/commands/turns.js';
import { createMessageBus } from '../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../gateway/messages/envelope.js';
import { createPublisher } from '../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { openStore, type Store } from '../../../gateway/storage/store.js';
import { temporaryFolder } from '../../support/gateway-process.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { createBoards, routes, silent } from '../board-call/boards.js';

const site = { branchId: 'b', gatewayId: 'g' };
let folder: ReturnType<typeof temporaryFolder>;
let store: Store;
let clock: VirtualClock;

/** A gateway's commands over the store, with boards that are told what a call is. */
function start() {
  const replies: Reply[] = [];
  const bus = createMessageBus((error) => {
    throw error;
  });
  bus.subscribe(({ topic, envelope }) => topic.includes('/reply/') && replies.push(replySchema.parse(envelope?.data)));
  const turns = createTurns({ clock });
  const boards = createBoards();
  const acknowledgements: (() => void)[] = [];
  const acknowledge = () => new Promise((resolve) => acknowledgements.push(() => resolve({} as never)));
  const gateway = joinedTarget([
    alarmCommandSet({ acknowledge } as never),
    boardCallSet({
      routes: { ...routes, counters: ['1', '3'], placesOf: (n) => (`${n}` === '7' ? [] : routes.placesOf(n)) },
      target: boards.target,
      turns,
      onError: (error) => {
        throw error;
      },
    }),
  ]);
  const table = store.table('commands', journalEntrySchema);
  const journal = createCommandJournal(table);
  const service = createCommandService({
    target: (id) => (id === 'gateway' ? gateway : boards.target(id)),
    deviceIds: () => ['gateway', ...routes.boards],
    journal,
    publisher: createPublisher({
      bus,
      topics: topicsOf(site),
      envelop: createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true }),
    }),
    commit: (changes) => store.commit(changes),
    clock,
    turns,
    onError: (error) => {
      throw error;
    },
  });
  const send = (deviceId: string, name: string, request: Record<string, unknown>) =>
    service.receive({
      deviceId,
      name,
      clientId: 'queue-1',
      origin: 'local',
      retained: false,
      payload: Buffer.from(JSON.stringify(request)),
    });
  const call = (id: string, number: string, counter: number | string = 3) =>
    send('gateway', 'board-call', { id, args: { number, counter } });
  const statuses = () => replies.map(({ commandId, status }) => `${commandId} ${status}`);
  return { service, send, call, replies, statuses, boards, acknowledgements, journal, table };
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

const numbers = (told: readonly string[]) => told.map((line) => `${line.split(' ')[0]} ${/A\d+/.exec(line)?.[0]}`);

describe('a group call among other commands', () => {
  it('is with every board in the tick in which it comes, and answered when all show it', async () => {
    const { call, boards, service, replies } = start();
    const taken = call('g1', 'A1');
    expect(numbers(boards.told)).toEqual(['hall A1', 'window-3 A1']);
    await taken;
    await service.idle();
    expect(replies.at(-1)).toMatchObject({
      commandId: 'g1',
      status: 'succeeded',
      result: { boards: [{ board: 'hall' }, { board: 'window-3', zone: 'left' }] },
    });
  });

  it('keeps its place among single calls to its boards', async () => {
    const { call, send, boards, service } = start();
    const open = boards.hold('hall');
    const all = [
      send('hall', 'call', { id: 's1', args: { number: 'A1', counter: 1 } }),
      call('g1', 'A2'),
      send('hall', 'call', { id: 's2', args: { number: 'A3', counter: 1 } }),
      call('g2', 'A4'),
    ];
    await Promise.all(all);
    open();
    await service.idle();
    const of = (board: string) => numbers(boards.told).filter((line) => line.startsWith(board));
    expect(of('hall')).toEqual(['hall A1', 'hall A2', 'hall A3', 'hall A4']);
    expect(of('window-3')).toEqual(['window-3 A2', 'window-3 A4']);
  });

  it('neither waits for another command of the gateway nor holds one up', async () => {
    const { call, send, boards, acknowledgements, service } = start();
    const acknowledge = { deviceId: 'hall', alarmType: 'led-unreachable', operator: '王工' };
    await send('gateway', 'alarm-acknowledge', { id: 'a1', args: acknowledge });
    await vi.waitFor(() => expect(acknowledgements).toHaveLength(1));
    const open = boards.hold('hall');
    await call('g1', 'A1');
    expect(numbers(boards.told)).toEqual(['hall A1', 'window-3 A1']);
    acknowledgements.shift()?.();
    await send('gateway', 'alarm-acknowledge', { id: 'a2', args: acknowledge });
    await vi.waitFor(() => expect(acknowledgements).toHaveLength(1));
    acknowledgements.shift()?.();
    open();
    await service.idle();
  });

  it('that one board does not show is answered "failed", with what each board did', async () => {
    const { call, boards, service, replies } = start();
    boards.fail('window-3', silent);
    await call('g1', 'A1');
    await service.idle();
    expect(replies.at(-1)).toEqual({
      commandId: 'g1',
      status: 'failed',
      result: {
        boards: [
          { board: 'hall', text: 'A1', verified: 'acknowledged' },
          { board: 'window-3', zone: 'left', error: { code: 'TRANSPORT_REPLY_TIMEOUT', message: silent.message } },
        ],
      },
      error: {
        code: 'DEVICE_PARTLY_DONE',
        message: '1 of 2 boards do not show it: window-3 (zone left): no answer in 1000 ms',
      },
    });
  });

  it('for a counter that no board serves is rejected, and not written down', async () => {
    const { call, replies, boards, journal } = start();
    await call('g1', 'A1', 7);
    expect(replies).toEqual([
      {
        commandId: 'g1',
        status: 'rejected',
        error: {
          code: 'COMMAND_ARGS_INVALID',
          field: 'args.counter',
          message: 'args.counter: found 7, allowed: 1, 3',
        },
      },
    ]);
    expect([boards.told, journal.get('g1')]).toEqual([[], undefined]);
  });

  it('that all boards took too late is "expired"', async () => {
    const { call, send, boards, service, statuses } = start();
    const open = boards.hold('hall');
    await call('g1', 'A1', 1);
    const expiresAt = new Date(clock.now() + 500).toISOString();
    await send('gateway', 'board-call', { id: 'g2', expiresAt, args: { number: 'A2', counter: 1 } });
    await clock.advance(500);
    open();
    await service.idle();
    expect(statuses().slice(-2)).toEqual(['g1 succeeded', 'g2 expired']);
    expect(numbers(boards.told)).toEqual(['hall A1']);
  });
});

describe('a group call over time', () => {
  it('the same id again gives the first result, part by part, and tells no board', async () => {
    const { call, boards, service, replies } = start();
    boards.fail('window-3', silent);
    await call('g1', 'A1');
    await service.idle();
    await call('g1', 'A1');
    expect(replies.at(-1)).toEqual(replies.at(-2));
    expect(boards.told).toHaveLength(2);
  });

  it('one that the gateway stopped in is done again on all boards, if it is still wanted', async () => {
    const first = start();
    const [openHall, openWindow] = [first.boards.hold('hall'), first.boards.hold('window-3')];
    await first.call('g1', 'A1', 1);
    await first.call('g2', 'A2');
    first.service.halt();
    openHall();
    openWindow();
    await first.service.idle();
    expect(numbers(first.boards.told)).toEqual(['hall A1', 'window-3 A2']);
    expect(first.statuses()).toEqual(['g1 accepted', 'g2 accepted', 'g1 succeeded']);
    await store.close();
    store = await openStore({ directory: folder.path, clock });
    const second = start();
    second.service.recover();
    await second.service.idle();
    expect(numbers(second.boards.told)).toEqual(['hall A2', 'window-3 A2']);
    expect(second.statuses()).toEqual(['g2 succeeded']);
  });

  it('one that was begun and is wanted no more is "unknown" after the restart; a counter without boards now, "rejected"', async () => {
    const { service, table, statuses, boards } = start();
    const entry = (counter: number, expiresAt: number): JournalEntry => ({
      deviceId: 'gateway',
      name: 'board-call',
      clientId: 'queue-1',
      origin: 'local',
      args: { number: 'A1', counter },
      receivedAt: clock.now(),
      expiresAt,
      order: counter,
      started: true,
    });
    await table.put('late', entry(3, clock.now()));
    await table.put('nobody', entry(7, clock.now() + 1_000));
    service.recover();
    await service.idle();
    expect(statuses().sort()).toEqual(['late unknown', 'nobody rejected']);
    expect(boards.told).toEqual([]);
  });
});

it('does no harm when it is repeated, and says so', () => {
  expect(boardCallCommands['board-call']).toMatchObject({ idempotent: true, inDeviceLanes: true });
});
