import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createCommandJournal, journalEntrySchema } from '../../../gateway/commands/journal.js';
import type { Reply } from '../../../gateway/commands/reply.js';
import { createCommandService } from '../../../gateway/commands/service.js';
import { createMessageBus } from '../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../gateway/messages/envelope.js';
import { createHandover, keptMessageSchema } from '../../../gateway/messages/handover.js';
import { createPublisher } from '../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { type Files, nodeFiles, type OpenFile } from '../../../gateway/storage/files.js';
import { openStore } from '../../../gateway/storage/store.js';
import { temporaryFolder } from '../../support/gateway-process.js';
import { VirtualClock } from '../../support/virtual-clock.js';

const site = { branchId: 'b', gatewayId: 'g' };

it('a command of the centre that neither we nor its driver could record was never accepted, and may be tried again', async () => {
  const folder = temporaryFolder();
  const clock = new VirtualClock();
  let isFull = false;
  const filling = (file: OpenFile): OpenFile => ({
    ...file,
    writeThrough: (bytes, position) =>
      isFull ? Promise.reject(new Error('ENOSPC: no space left')) : file.writeThrough(bytes, position),
  });
  const files: Files = {
    ...nodeFiles,
    open: async (path) => filling(await nodeFiles.open(path)),
    create: async (path) => filling(await nodeFiles.create(path)),
  };
  const store = await openStore({ directory: folder.path, clock, files });
  onTestFinished(async () => {
    await store.close();
    folder.remove();
  });

  const bus = createMessageBus((error) => {
    throw error;
  });
  const replies: Reply[] = [];
  bus.subscribe(({ topic, envelope }) => topic.includes('/reply/') && replies.push(envelope?.data as Reply));
  const kept = store.table('handover', keptMessageSchema);
  const commit = store.commit.bind(store);
  const handover = createHandover({ table: kept, commit, enabled: true, clock, onError: () => undefined });
  const envelop = createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true });
  const records = store.table('records', z.string());
  const service = createCommandService({
    target: () => ({
      commands: { print: { description: '', args: z.strictObject({}), idempotent: false, recordsFirst: true } },
      async execute() {
        await records.put('r1', 'about to act');
        return undefined;
      },
    }),
    deviceIds: () => ['dev'],
    journal: createCommandJournal(store.table('commands', journalEntrySchema)),
    publisher: createPublisher({ bus, topics: topicsOf(site), envelop, handover }),
    commit,
    clock,
    onError: () => undefined,
  });
  const payload = Buffer.from(JSON.stringify({ id: 'p1', args: {} }));
  const send = async () => {
    await service.receive({
      deviceId: 'dev',
      name: 'print',
      clientId: 'q',
      origin: 'centre',
      retained: false,
      payload,
    });
    await service.idle();
  };
  const keptAcceptances = () =>
    [...kept.entries()].filter(([, { envelope }]) => (envelope.data as Partial<Reply>).status === 'accepted');

  isFull = true;
  await send();
  expect(replies.map(({ error }) => error?.code)).toEqual(['STORAGE_WRITE_FAILED']);
  expect(keptAcceptances()).toEqual([]);

  isFull = false;
  await send();
  expect(replies.map(({ status }) => status)).toEqual([
    expect.stringMatching(/failed|rejected/),
    'accepted',
    'succeeded',
  ]);
  expect(records.get('r1')).toBe('about to act');
});
