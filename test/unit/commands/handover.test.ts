import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createCommandJournal, journalEntrySchema } from '../../../gateway/commands/journal.js';
import type { Reply } from '../../../gateway/commands/reply.js';
import { type CommandService, createCommandService } from '../../../gateway/commands/service.js';
import { createMessageBus, type Message } from '../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../gateway/messages/envelope.js';
import { createHandover, type Handover, keptMessageSchema } from '../../../gateway/messages/handover.js';
import { createPublisher, type Publisher } from '../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { openStore, type Store } from '../../../gateway/storage/store.js';
import { temporaryFolder } from '../../support/gateway-process.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const topics = topicsOf({ branchId: 'b1', gatewayId: 'gw1' });
let folder: ReturnType<typeof temporaryFolder>;
let clock: VirtualClock;
let store: Store;
let handover: Handover;
let publisher: Publisher;
let service: CommandService;
let said: { readonly reply: Reply; readonly onDisk: boolean }[];

/** A service whose outbox takes every message at once, over one state directory. */
async function start(): Promise<void> {
  store = await openStore({ directory: folder.path, clock });
  said = [];
  const bus = createMessageBus((error) => {
    throw error;
  });
  handover = createHandover({
    table: store.table('handover', keptMessageSchema),
    commit: (changes) => store.commit(changes),
    enabled: true,
    clock,
    onError: () => undefined,
  });
  bus.subscribe(({ topic, envelope }: Message) => {
    const id = envelope?.id ?? '';
    if (topic.includes('/reply/')) {
      said.push({
        reply: envelope?.data as Reply,
        onDisk: readFileSync(join(folder.path, 'store.log'), 'utf8').includes(`["handover","${id}"`),
      });
    }
    handover.settle(id);
  });
  const envelop = createEnveloper({
    site: { branchId: 'b1', gatewayId: 'gw1' },
    bootId: 'x',
    clock,
    clockSynced: () => true,
  });
  publisher = createPublisher({ bus, topics, envelop, handover });
  service = createCommandService({
    target: (id) =>
      id === 'printer-1'
        ? {
            commands: { print: { description: 'prints', args: z.strictObject({}), idempotent: false } },
            execute: async () => undefined,
          }
        : undefined,
    deviceIds: () => ['printer-1'],
    journal: createCommandJournal(store.table('commands', journalEntrySchema)),
    publisher,
    commit: (changes) => store.commit(changes),
    clock,
    onError: (error) => {
      throw error;
    },
  });
}

beforeEach(async () => {
  folder = temporaryFolder();
  clock = new VirtualClock();
  await start();
});

afterEach(async () => {
  await store.close();
  folder.remove();
});

async function command(id: string, { deviceId = 'printer-1', request = {} as Record<string, unknown> } = {}) {
  await service.receive({
    deviceId,
    name: 'print',
    payload: Buffer.from(JSON.stringify({ id, ...request })),
    retained: false,
    clientId: 'queue-1',
    origin: 'local',
  });
  await service.idle();
}

describe('what a ticket left for the centre is not told again after a restart', () => {
  const meanwhile: Record<string, () => Promise<void>> = {
    'nothing else happened': async () => undefined,
    'a command was accepted and done': () => command('c-1'),
    'a command was refused': () => command('c-1', { deviceId: 'printer-9' }),
    'a command came twice': async () => {
      await command('c-1');
      await command('c-1');
    },
  };
  it.each(Object.keys(meanwhile))('when %s before it was forgotten', async (name) => {
    const ticket = publisher.stage.deviceEvent('printer-1', 'ticket-printed', { ticketId: 't-1' });
    await store.commit(ticket.changes);
    ticket.say();
    await meanwhile[name]?.();
    await handover.stop();
    await store.close();
    await start();
    expect(handover.leftovers()).toEqual([]);
  });
});

describe('a final answer that no journal entry stands for is on disk before anybody hears it', () => {
  const answered = () => said.filter(({ reply }) => reply.status !== 'accepted');

  it('a refusal', async () => {
    await command('c-1', { deviceId: 'printer-9' });
    expect(answered()).toMatchObject([{ reply: { commandId: 'c-1', status: 'rejected' }, onDisk: true }]);
  });

  it('a command that came too late', async () => {
    await command('c-1', { request: { expiresAt: new Date(clock.now() - 1_000).toISOString() } });
    expect(answered()).toMatchObject([{ reply: { commandId: 'c-1', status: 'expired' }, onDisk: true }]);
  });

  it('the first result, said again', async () => {
    await command('c-1');
    await command('c-1');
    const again = { reply: { commandId: 'c-1', status: 'succeeded' }, onDisk: true };
    expect(answered()).toMatchObject([again, again]);
  });
});
