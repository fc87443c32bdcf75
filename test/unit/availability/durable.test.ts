import { expect, it } from 'vitest';
import { z } from 'zod';
import { createDaily } from '../../../gateway/availability/daily.js';
import { availabilityOf } from '../../../gateway/availability/report.js';
import { branchCalendar } from '../../../gateway/device-file/months.js';
import { emptyTally } from '../../../gateway/device-file/tally.js';
import { createMessageBus, type Message } from '../../../gateway/messages/bus.js';
import { createEnveloper } from '../../../gateway/messages/envelope.js';
import { createHandover, keptMessageSchema } from '../../../gateway/messages/handover.js';
import { createPublisher } from '../../../gateway/messages/publisher.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { openedStore, temporaryDirectory } from '../storage/support.js';

const site = { branchId: 'b1', gatewayId: 'gw1' };
const topic = 'branch/b1/gw1/device/kiosk-1/measurement';

/** The gateway as far as a day passes through it; `hears` is what stands behind the bus: broker and outbox. */
async function gateway(directory: string, clock: VirtualClock, hears: (message: Message) => void) {
  const { store } = await openedStore(directory);
  const fail = (error: unknown) => {
    throw error;
  };
  const bus = createMessageBus(fail);
  bus.subscribe(hears);
  const handover = createHandover({
    table: store.table('handover', keptMessageSchema),
    commit: (changes) => store.commit(changes),
    enabled: true,
    clock,
    onError: fail,
  });
  const publisher = createPublisher({
    bus,
    topics: topicsOf(site),
    envelop: createEnveloper({ site, bootId: 'x', clock, clockSynced: () => true }),
    handover,
  });
  const daily = createDaily({
    ids: ['kiosk-1'],
    clock,
    calendar: branchCalendar('Asia/Shanghai'),
    told: store.table('availability', z.string()),
    figures: async (_id, day) => availabilityOf(emptyTally(), { day, final: true, openAlarms: [] }),
    stage: (deviceId, data) => publisher.stage.intervalCounts(deviceId, data),
    commit: (changes) => store.commit(changes),
    onError: fail,
  });
  return { store, handover, daily };
}

it('a day reaches the disk for the centre with the word that it was told, before anybody hears of it', async () => {
  const clock = new VirtualClock(Date.UTC(2026, 10, 23, 15, 59));
  const directory = await temporaryDirectory();
  const first = await gateway(directory, clock, () => {
    // The gateway dies in the very moment in which it would say it.
    throw new Error('killed');
  });
  await first.daily.run();
  await clock.advance(120_000);
  await first.daily.run().catch(() => undefined);
  await first.store.close();

  const heard: Message[] = [];
  const second = await gateway(directory, clock, (message) => heard.push(message));
  await second.daily.run();
  expect(heard).toEqual([]);
  const left = second.handover.leftovers();
  expect(left.map((message) => [message.topic, message.kind])).toEqual([[topic, 'event']]);
  expect(left[0]?.envelope?.data).toMatchObject({ kind: 'availability', day: '2026-11-23', final: true });
  await second.store.close();
});
