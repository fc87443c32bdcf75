import { describe, expect, it } from 'vitest';
import { answering } from '../../support/receiver.js';
import { receiverForTest, scratch, textsOf, toldBranch, webhookTo } from './told-branch.js';

const filler = 'x'.repeat(10_000);

describe('a queue that is full', () => {
  it('loses its oldest, holds its bound, and says so to people and to the receiver', async () => {
    const receiver = await receiverForTest();
    const maxBytes = 200_000;
    const directory = await scratch();
    const branch = await toldBranch({ directory, webhooks: [webhookTo(receiver, { maxBytes })] });
    receiver.always = answering(500);
    for (let count = 0; count < 100; count++) {
      await branch.tell(String(count), { filler });
      expect(branch.webhooks.stats()['oncall']?.bytes).toBeLessThanOrEqual(maxBytes + 11_000);
    }
    await branch.within(1_000, () => branch.webhooks.stats()['oncall']?.failed !== 0);
    const { depth = 0, dropped = 0 } = branch.webhooks.stats()['oncall'] ?? {};
    expect(depth).toBeGreaterThan(15);
    expect(depth + dropped).toBe(100);
    await branch.clock.advance(1_100);
    // On disk as well.
    await expect.poll(() => branch.foundation.store.stats().liveBytes).toBeLessThan(maxBytes * 1.3);
    const evictions = branch.conditions.filter(({ type }) => type === 'webhook-evicted');
    expect(new Set(evictions.map(({ detail }) => detail))).toEqual(
      new Set([`what is over ${maxBytes / 1_048_576} MB is dropped`, undefined]),
    );
    expect(evictions.at(-1)?.active).toBe(false);

    // The receiver learns how many it missed, over a restart, until it has been told.
    await branch.stop();
    receiver.seen.length = 0;
    const again = await toldBranch({ directory, webhooks: [webhookTo(receiver, { maxBytes })] });
    receiver.next.push(answering(500));
    receiver.always = answering(200);
    await again.within(60_000, () => again.webhooks.stats()['oncall']?.depth === 0);
    const told = receiver.seen.map(({ headers }) => headers['branch-gateway-dropped']);
    expect(told.slice(0, 2)).toEqual([String(dropped), String(dropped)]);
    expect(told.slice(2).every((count) => count === undefined)).toBe(true);
    const texts = textsOf(receiver).map(Number).slice(1);
    expect(texts).toEqual([...texts].sort((a, b) => a - b));
    expect(texts.slice(-depth + 1)).toEqual(Array.from({ length: depth - 1 }, (_, index) => 101 - depth + index));
  });

  it('one with nothing in it but what is being sent keeps that', async () => {
    const receiver = await receiverForTest();
    const branch = await toldBranch({
      directory: await scratch(),
      webhooks: [webhookTo(receiver, { maxBytes: 15_000 })],
    });
    receiver.always = () => undefined;
    await branch.tell('0', { filler });
    await branch.within(100, () => receiver.seen.length === 1);
    await branch.tell('1', { filler });
    await branch.tell('2', { filler });
    expect(branch.webhooks.stats()['oncall']).toMatchObject({ depth: 1, dropped: 2 });
    receiver.always = answering(200);
    await branch.within(10_000, () => branch.webhooks.stats()['oncall']?.depth === 0);
    expect(textsOf(receiver)).toEqual(['0', '0']);
  });
});

describe('a message that grows old', () => {
  it('is dropped, however the clock jumps; a younger one stays', async () => {
    const receiver = await receiverForTest();
    const branch = await toldBranch({
      directory: await scratch(),
      webhooks: [webhookTo(receiver, { maxAgeMs: 3_600_000 })],
    });
    receiver.always = answering(503);
    await branch.tell('old');
    await branch.clock.advance(1_800_000);
    branch.clock.jump(7_200_000);
    await branch.tell('young');
    await branch.clock.advance(120_000);
    expect(branch.webhooks.stats()['oncall']).toMatchObject({ depth: 2, dropped: 0 });
    branch.clock.jump(-14_400_000);
    await branch.clock.advance(1_800_000);
    receiver.always = answering(200);
    receiver.seen.length = 0;
    await branch.within(120_000, () => receiver.seen.length > 0);
    expect(textsOf(receiver)).toEqual(['young']);
    expect(branch.webhooks.stats()['oncall']?.dropped).toBe(1);
    expect(branch.conditions).toContainEqual({
      type: 'webhook-evicted',
      qualifier: 'oncall',
      active: true,
      detail: 'what is older than 1 h is dropped',
    });
  });
});
