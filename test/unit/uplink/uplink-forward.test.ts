import { describe, expect, it } from 'vitest';
import { upTo } from './arrival.js';
import { type Edge, eventually, openEdge } from './edge.js';

const forward = [
  { filter: 'queue/+/ticket', chain: 'critical' as const },
  { filter: 'queue/#', chain: 'event' as const },
  { filter: 'sensor/#', chain: 'telemetry' as const },
];

function publish({ uplink }: Edge, topic: string, payload = 'x', retain = false): Promise<void> | undefined {
  return uplink.forward({ topic, payload: Buffer.from(payload), retain });
}

describe("a local client's publish", () => {
  it('belongs to the centre only where a filter says so; the first one that fits says how dear it is', async () => {
    const edge = await openEdge({ settings: { forward } });
    for (const topic of ['other/1', 'queu', 'queue2/1', '$SYS/broker', '/queue/1', 'branch/b1/gw1/audit']) {
      expect(publish(edge, topic)).toBeUndefined();
    }
    for (const topic of ['queue/1/ticket', 'queue/1/ticket/2', 'queue', 'queue/', 'sensor/a/b'])
      await publish(edge, topic);
    const { critical, event, telemetry } = edge.uplink.stats().outbox.chains;
    expect([critical.depth, event.depth, telemetry.depth]).toEqual([1, 3, 1]);
  });

  it('is acknowledged when it is durable, not before, and then survives without a clean stop', async () => {
    const edge = await openEdge({ settings: { forward } });
    let settled = 0;
    const all = upTo(200).map((n) => publish(edge, 'queue/1', `ticket ${n}`)?.then(() => settled++));
    expect(settled).toBe(0);
    expect(edge.uplink.stats().outbox.chains.event.depth).toBe(0);
    await Promise.all(all);
    expect(settled).toBe(200);
    const afterwards = await openEdge({ settings: { forward }, outboxOf: edge.directory });
    expect(afterwards.uplink.stats().outbox.chains.event.depth).toBe(200);
    afterwards.uplink.start();
    await afterwards.drained();
    expect(afterwards.centre.arrivals.map(({ payload }) => payload)).toEqual(upTo(200).map((n) => `ticket ${n}`));
  });

  it('keeps topic, bytes, order and the retain flag; its place stands beside it', async () => {
    const edge = await openEdge({ settings: { forward } });
    await publish(edge, 'queue/1/ticket', '{"not":"ours"}', true);
    await publish(edge, 'queue/1/ticket', '', true);
    await publish(edge, 'queue/叫号/ticket', '一');
    edge.uplink.start();
    await edge.drained();
    const came = edge.centre.arrivals.map(({ topic, payload, retain }) => [topic, payload, retain]);
    expect(came).toEqual([
      ['queue/1/ticket', '{"not":"ours"}', true],
      ['queue/1/ticket', '', true],
      ['queue/叫号/ticket', '一', false],
    ]);
    expect(edge.centre.arrivals.map(({ properties }) => properties?.userProperties)).toEqual(
      upTo(3).map((seq) => ({
        outbox: expect.stringMatching(`^[a-z0-9]{8}\\.critical\\.${seq}$`),
        historical: 'true',
      })),
    );
    await publish(edge, 'queue/1', 'now');
    await edge.drained();
    expect(edge.centre.arrivals.at(-1)?.properties?.userProperties).toEqual({
      outbox: expect.stringMatching('event.1$'),
    });
  });

  it('goes without any property to a centre of 3.1.1; the envelopes of the gateway say it all the same', async () => {
    const edge = await openEdge({ settings: { forward, protocolVersion: 4 } });
    await publish(edge, 'queue/1', 'ticket');
    edge.publisher.stage.audit({ n: 1 }).say();
    await eventually(() => expect(edge.uplink.stats().outbox.chains.critical.depth).toBe(1));
    edge.uplink.start();
    await edge.centre.until(() => edge.centre.arrivals.length === 2);
    const [audit, ticket] = [...edge.centre.arrivals].sort((a, b) => a.topic.localeCompare(b.topic));
    expect([audit?.properties, ticket?.properties]).toEqual([undefined, undefined]);
    expect(ticket?.payload).toBe('ticket');
    expect(JSON.parse(audit?.payload ?? '')).toMatchObject({
      outbox: expect.stringMatching('critical.1$'),
      historical: true,
    });
  });

  it('is refused when it can never be kept, and after the stop', async () => {
    const edge = await openEdge({ settings: { forward } });
    await expect(publish(edge, 'queue/1', 'x'.repeat(1_048_577))).rejects.toMatchObject({ code: 'OUTBOX_TOO_LARGE' });
    const { uplink } = edge;
    await edge.stop();
    const late = uplink.forward({ topic: 'queue/1', payload: Buffer.from('late'), retain: false });
    await expect(late).rejects.toMatchObject({ code: 'OUTBOX_CLOSED' });
  });
});
