import { afterEach, expect, it } from 'vitest';
import { createEnveloper } from '../../../gateway/messages/envelope.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { type BrokerHarness, openBroker } from './broker-harness.js';

let harness: BrokerHarness;

afterEach(() => harness.close());

const envelop = createEnveloper({
  site: { branchId: 'b017', gatewayId: 'gw1' },
  bootId: 'boot',
  clock: new VirtualClock(),
  clockSynced: () => true,
});
const deviceTopics = Array.from({ length: 40 }, (_, index) => `branch/b017/gw1/device/d${index}/state`);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

// A technician's page opened while the branch started showed "connecting" for a device that was online: what had been
// retained came behind the newer state.
it('a subscriber who comes while states change ends on the newest of each, and on nothing that was emptied', async () => {
  harness = await openBroker();
  let version = 0;
  const say = (topic: string, data: unknown) =>
    harness.bus.publish({
      topic,
      kind: 'state',
      retained: true,
      envelope: data === undefined ? undefined : envelop(data),
    });
  const sayAll = () => {
    version += 1;
    for (const topic of deviceTopics) say(topic, { version });
  };
  sayAll();
  for (let subscriber = 0; subscriber < 10; subscriber++) {
    const client = await harness.client();
    const newest = new Map<string, string>();
    client.on('message', (topic, payload) => newest.set(topic, payload.toString()));
    const emptied = `branch/b017/gw1/alarm/d0/a${subscriber}`;
    say(emptied, { raised: true });
    const subscribed = client.subscribeAsync('branch/#', { qos: 1 });
    for (let round = 0; round < 60; round++) {
      await turn();
      sayAll();
      if (round === 30) say(emptied, undefined);
    }
    await subscribed;
    const last = new Promise<void>((resolve) => {
      client.on('message', (topic) => {
        if (topic === 'branch/b017/gw1/health') resolve();
      });
    });
    say('branch/b017/gw1/health', { end: subscriber });
    await last;
    const behind = deviceTopics.filter((topic) => !newest.get(topic)?.includes(`{"version":${version}}`));
    expect(behind).toEqual([]);
    expect(newest.get(emptied) ?? '').toBe('');
    await client.endAsync();
  }
});
