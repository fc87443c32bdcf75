import { describe, expect, it } from 'vitest';
import { answering, isGenuine } from '../../support/receiver.js';
import { receiverForTest, scratch, secret, textsOf, toldBranch, webhookTo } from './told-branch.js';

describe('a webhook', () => {
  it('is told each change once, in order, signed, as it was published', async () => {
    const receiver = await receiverForTest();
    const branch = await toldBranch({ directory: await scratch(), webhooks: [webhookTo(receiver)] });
    const published: unknown[] = [];
    branch.foundation.bus.subscribe(({ envelope }) => published.push(envelope));
    for (let count = 1; count <= 20; count++) await branch.tell(`${count} 缺纸`);
    await branch.within(1_000, () => receiver.seen.length >= 20);
    expect(receiver.seen.map(({ message }) => message)).toEqual(published);
    for (const delivery of receiver.seen) {
      expect(isGenuine(delivery, secret)).toBe(true);
      expect(isGenuine(delivery, `${secret}!`)).toBe(false);
      expect(delivery.headers).toMatchObject({
        'content-type': 'application/json',
        'branch-gateway-topic': 'branch/b1/gw1/alarm-event',
        'branch-gateway-delivery': delivery.message.id,
        'branch-gateway-attempt': '1',
        'branch-gateway-timestamp': String(Math.floor(branch.clock.now() / 1_000)),
      });
      expect(delivery.headers['user-agent']).toMatch(/^branch-gateway\/\d/);
      expect(delivery.headers).not.toHaveProperty('branch-gateway-dropped');
    }
    await branch.within(1_000, () => branch.webhooks.stats()['oncall']?.depth === 0);
    expect(branch.webhooks.stats()).toEqual({
      oncall: { depth: 0, bytes: 0, standing: 'well', delivered: 20, failed: 0, refused: 0, dropped: 0 },
    });
  });

  it('hears of notifications and nothing else', async () => {
    const receiver = await receiverForTest();
    const branch = await toldBranch({
      directory: await scratch(),
      webhooks: [webhookTo(receiver, { about: ['notification'] })],
    });
    const { publisher } = branch.foundation;
    await branch.tell('an alarm');
    publisher.stage.audit({ text: 'who did it' }).say();
    publisher.health({ text: 'figures' });
    publisher.stage.notification({ text: 'call A' }).say();
    await branch.within(1_000, () => receiver.seen.length > 0);
    expect(textsOf(receiver)).toEqual(['call A']);
    expect(receiver.seen[0]?.headers['branch-gateway-topic']).toBe('branch/b1/gw1/notification');
  });

  it('gets no card number, whoever typed it into a note', async () => {
    const receiver = await receiverForTest();
    const branch = await toldBranch({ directory: await scratch(), webhooks: [webhookTo(receiver)] });
    await branch.tell('吞卡 4111111111111111');
    await branch.within(1_000, () => receiver.seen.length > 0);
    expect(textsOf(receiver)).toEqual(['吞卡 ************1111']);
    expect(receiver.seen.every((delivery) => isGenuine(delivery, secret))).toBe(true);
  });
});

describe('a receiver in trouble', () => {
  it('500, reset, then 200: the same message again under the same id, freshly signed, and only then the next', async () => {
    const receiver = await receiverForTest();
    const branch = await toldBranch({ directory: await scratch(), webhooks: [webhookTo(receiver)] });
    receiver.next.push(answering(500), ({ socket }) => socket.resetAndDestroy(), answering(503));
    await branch.tell('first');
    await branch.tell('second');
    await branch.within(20_000, () => receiver.seen.length >= 5);
    expect(textsOf(receiver)).toEqual(['first', 'first', 'first', 'first', 'second']);
    const first = receiver.seen.slice(0, 4);
    expect(new Set(first.map(({ headers }) => headers['branch-gateway-delivery'])).size).toBe(1);
    expect(first.map(({ headers }) => headers['branch-gateway-attempt'])).toEqual(['1', '2', '3', '4']);
    const times = first.map(({ headers }) => Number(headers['branch-gateway-timestamp']));
    // With random 0.5: 0.5, 1, 2 s after each other.
    expect(times.map((time) => time - times[0]!)).toEqual([0, 0, 1, 3]);
    expect(receiver.seen.every((delivery) => isGenuine(delivery, secret))).toBe(true);
    await branch.within(1_000, () => branch.webhooks.stats()['oncall']?.delivered === 2);
    expect(branch.webhooks.stats()['oncall']).toMatchObject({ delivered: 2, failed: 3, standing: 'well' });
    expect(branch.conditions).toEqual([
      { type: 'webhook-unreachable', qualifier: 'oncall', active: true, detail: 'answers 500' },
      { type: 'webhook-refused', qualifier: 'oncall', active: false },
      { type: 'webhook-unreachable', qualifier: 'oncall', active: false },
      { type: 'webhook-refused', qualifier: 'oncall', active: false },
    ]);
  });

  it('is left alone as long as it asks', async () => {
    const receiver = await receiverForTest();
    const branch = await toldBranch({ directory: await scratch(), webhooks: [webhookTo(receiver)] });
    receiver.next.push(answering(429, { 'retry-after': '40' }));
    await branch.tell('one');
    await branch.within(1_000, () => receiver.seen.length === 1);
    await branch.within(1_000, () => branch.webhooks.stats()['oncall']?.failed === 1);
    await branch.clock.advance(38_500);
    expect(receiver.seen).toHaveLength(1);
    await branch.within(3_000, () => receiver.seen.length === 2);
    expect(textsOf(receiver)).toEqual(['one', 'one']);
  });

  it('that hangs costs its time-out each time, and no other webhook notices', async () => {
    const [hanging, other] = [await receiverForTest(), await receiverForTest()];
    const branch = await toldBranch({
      directory: await scratch(),
      webhooks: [webhookTo(hanging), webhookTo(other, { id: 'pager' })],
    });
    hanging.always = () => undefined;
    for (const text of ['a', 'b', 'c']) await branch.tell(text);
    await branch.within(100, () => other.seen.length === 3);
    expect(branch.clock.monotonic()).toBeLessThan(1_000);
    expect(textsOf(hanging)).toEqual(['a']);
    await branch.within(20_000, () => hanging.seen.length === 3);
    expect(textsOf(hanging)).toEqual(['a', 'a', 'a']);
    expect(branch.conditions).toContainEqual({
      type: 'webhook-unreachable',
      qualifier: 'oncall',
      active: true,
      detail: 'no answer within 5 s',
    });
    expect(branch.conditions.some(({ qualifier, active }) => qualifier === 'pager' && active)).toBe(false);
  });

  it.each([404, 401, 302])(
    '%d: nothing is lost while address or secret are wrong, and it is said at once',
    async (status) => {
      const receiver = await receiverForTest();
      const branch = await toldBranch({ directory: await scratch(), webhooks: [webhookTo(receiver)] });
      receiver.always = answering(status, { location: '/elsewhere' });
      await branch.tell('one');
      await branch.tell('two');
      await branch.within(10_000, () => receiver.seen.length === 3);
      expect(branch.conditions.filter(({ active }) => active)).toEqual([
        { type: 'webhook-refused', qualifier: 'oncall', active: true, detail: `answers ${status}` },
      ]);
      receiver.always = answering(204);
      await branch.within(120_000, () => branch.webhooks.stats()['oncall']?.depth === 0);
      expect(textsOf(receiver).slice(-2)).toEqual(['one', 'two']);
      expect(branch.conditions.at(-1)).toEqual({ type: 'webhook-refused', qualifier: 'oncall', active: false });
    },
  );

  it('that does not want one message gets the next; which one is said', async () => {
    const receiver = await receiverForTest();
    const branch = await toldBranch({ directory: await scratch(), webhooks: [webhookTo(receiver)] });
    receiver.next.push(answering(422));
    await branch.tell('odd');
    await branch.tell('even');
    await branch.within(1_000, () => receiver.seen.length === 2);
    await branch.within(1_000, () => branch.webhooks.stats()['oncall']?.depth === 0);
    expect(textsOf(receiver)).toEqual(['odd', 'even']);
    const { id } = receiver.seen[0]!.message;
    expect(branch.conditions).toContainEqual({
      type: 'webhook-refused',
      qualifier: 'oncall',
      active: true,
      detail: `answers 422: ${id}`,
    });
    expect(branch.conditions.at(-1)).toMatchObject({ type: 'webhook-refused', active: false });
    expect(branch.webhooks.stats()['oncall']).toMatchObject({ delivered: 1, refused: 1 });
  });
});
