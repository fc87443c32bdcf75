import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AlarmRecord } from '../../../gateway/alarms/record.js';
import { answering } from '../../support/receiver.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { receiverForTest, scratch, textsOf, toldBranch, webhookTo } from './told-branch.js';

/** What is on disk now, as a kill would leave it. */
async function imageOf(directory: string): Promise<string> {
  const image = await scratch();
  await cp(join(directory, 'store.log'), join(image, 'store.log'));
  return image;
}

describe('a restart', () => {
  it('after a kill all that was not delivered comes, once and in order, also what was committed and not yet said', async () => {
    const receiver = await receiverForTest();
    const webhooks = [webhookTo(receiver)];
    const directory = await scratch();
    const branch = await toldBranch({ directory, webhooks });
    receiver.always = answering(500);
    for (const text of ['a', 'b', 'c']) await branch.tell(text);
    await branch.commitOnly('d');
    await branch.within(5_000, () => receiver.seen.length > 1);
    const image = await imageOf(directory);
    await branch.stop();

    receiver.always = answering(200);
    receiver.seen.length = 0;
    const again = await toldBranch({ directory: image, webhooks });
    await again.tell('e');
    await again.within(1_000, () => again.webhooks.stats()['oncall']?.depth === 0);
    expect(textsOf(receiver)).toEqual(['a', 'b', 'c', 'd', 'e']);
    // What has been delivered is deleted soon after: killed a second later, nothing comes again.
    await again.clock.advance(1_100);
    await again.foundation.store.commit([]);
    const later = await imageOf(image);
    await again.stop();
    receiver.seen.length = 0;
    const third = await toldBranch({ directory: later, webhooks });
    await third.tell('f');
    await third.within(1_000, () => receiver.seen.length > 0);
    expect(textsOf(receiver)).toEqual(['f']);
  });

  it('in good order the receiver has a moment to take what there is, and what it took does not come again', async () => {
    const receiver = await receiverForTest();
    const webhooks = [webhookTo(receiver)];
    const directory = await scratch();
    const branch = await toldBranch({ directory, webhooks });
    for (const text of ['a', 'b', 'c']) await branch.tell(text);
    await branch.stop();
    const taken = textsOf(receiver);
    expect(taken).toEqual(['a', 'b', 'c']);
    const again = await toldBranch({ directory, webhooks });
    await again.tell('d');
    await again.within(1_000, () => receiver.seen.length > 3);
    expect(textsOf(receiver)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stops at once where the receiver hangs or is known to be away', async () => {
    const receiver = await receiverForTest();
    const branch = await toldBranch({ directory: await scratch(), webhooks: [webhookTo(receiver)] });
    receiver.always = () => undefined;
    await branch.tell('a');
    await branch.within(100, () => receiver.seen.length === 1);
    const before = branch.clock.monotonic();
    await branch.stop();
    expect(branch.clock.monotonic() - before).toBeLessThan(1_500);
    expect(branch.clock.pending).toBe(0);
  });

  it('what waited for a webhook that is no longer configured is deleted', async () => {
    const receiver = await receiverForTest();
    const directory = await scratch();
    receiver.always = answering(500);
    const branch = await toldBranch({
      directory,
      webhooks: [webhookTo(receiver), webhookTo(receiver, { id: 'pager' })],
    });
    await branch.tell('a');
    await branch.stop();
    receiver.always = answering(200);
    receiver.seen.length = 0;
    const without = await toldBranch({ directory, webhooks: [webhookTo(receiver, { id: 'pager' })] });
    await without.within(1_000, () => receiver.seen.length === 1);
    await without.clock.advance(1_100);
    await without.stop();
    receiver.seen.length = 0;
    const back = await toldBranch({ directory, webhooks: [webhookTo(receiver), webhookTo(receiver, { id: 'pager' })] });
    await back.clock.advance(1_000);
    expect(textsOf(receiver)).toEqual([]);
  });

  it.each([
    ['counts for the age of a message where the clock can be trusted', 25, 0],
    ['is forgiven while it is young enough', 23, 1],
  ])('the time in between %s', async (_what, hours, delivered) => {
    const receiver = await receiverForTest();
    const webhooks = [webhookTo(receiver)];
    const directory = await scratch();
    receiver.always = answering(500);
    const branch = await toldBranch({ directory, webhooks });
    await branch.tell('a');
    await branch.stop();
    receiver.always = answering(200);
    receiver.seen.length = 0;
    const clock = new VirtualClock(branch.clock.now() + hours * 3_600_000);
    const again = await toldBranch({ directory, webhooks, clock, clockSynced: true });
    await again.clock.advance(2_000);
    await again.within(1_000, () => again.webhooks.stats()['oncall']?.depth === 0);
    expect(receiver.seen).toHaveLength(delivered);
    expect(again.webhooks.stats()['oncall']?.dropped).toBe(1 - delivered);
  });

  it('a clock that nobody has set makes no message old', async () => {
    const receiver = await receiverForTest();
    const webhooks = [webhookTo(receiver)];
    const directory = await scratch();
    receiver.always = answering(500);
    const branch = await toldBranch({ directory, webhooks });
    await branch.tell('a');
    await branch.stop();
    receiver.always = answering(200);
    receiver.seen.length = 0;
    const clock = new VirtualClock(Date.UTC(2099, 0, 1));
    const again = await toldBranch({ directory, webhooks, clock, clockSynced: false });
    await again.within(1_000, () => again.webhooks.stats()['oncall']?.depth === 0);
    expect(textsOf(receiver)).toEqual(['a']);
  });

  it('takes back alarms of webhooks that are gone or have nothing to tell; the others show with the next attempt', async () => {
    const receiver = await receiverForTest();
    const directory = await scratch();
    const pager = webhookTo({ port: 1 }, { id: 'pager' });
    const branch = await toldBranch({ directory, webhooks: [pager] });
    await branch.tell('a');
    await branch.stop();
    const raised = (type: string, qualifier: string, cleared = false) =>
      ({ 'alarm-type-id': type, 'alarm-type-qualifier': qualifier, 'is-cleared': cleared }) as AlarmRecord;
    const { conditions } = await toldBranch({
      directory,
      webhooks: [webhookTo(receiver), pager],
      raised: [
        raised('webhook-unreachable', 'oncall'),
        raised('webhook-unreachable', 'pager'),
        raised('webhook-evicted', 'pager'),
        raised('webhook-refused', 'gone'),
        raised('webhook-unreachable', 'gone', true),
        raised('storage-nearly-full', ''),
      ],
    });
    expect(conditions.slice(0, 3)).toEqual([
      { type: 'webhook-unreachable', qualifier: 'oncall', active: false },
      { type: 'webhook-evicted', qualifier: 'pager', active: false },
      { type: 'webhook-refused', qualifier: 'gone', active: false },
    ]);
  });
});
