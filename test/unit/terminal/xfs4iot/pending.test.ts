import { describe, expect, it } from 'vitest';
import { decodeMessage } from '../../../../drivers/terminal/xfs4iot/envelope.js';
import { PendingCommands } from '../../../../drivers/terminal/xfs4iot/pending.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

function table() {
  const clock = new VirtualClock();
  const pending = new PendingCommands(clock);
  const hear = (type: string, requestId: number, more: object = {}, payload: object = {}) =>
    pending.handle(
      decodeMessage(JSON.stringify({ header: { type, name: 'Common.Status', requestId, ...more }, payload })),
    );
  /** How a command ends, without being an unhandled rejection. */
  const ending = (completed: Promise<unknown>) =>
    completed.then(
      (payload) => payload,
      (error: Error & { code?: string }) => `${error.code}: ${error.message}`,
    );
  return { clock, pending, hear, ending };
}
const success = { completionCode: 'success' };

describe('commands that wait for their completion', () => {
  it('acknowledge, event, completion', async () => {
    const { pending, hear, ending } = table();
    const events: string[] = [];
    const { requestId, completed } = pending.issue('Common.Status', 1_000, (name) => events.push(name));
    expect(hear('acknowledge', requestId)).toBe(true);
    expect(hear('event', requestId)).toBe(true);
    expect(hear('completion', requestId, success, { common: {} })).toBe(true);
    expect(await ending(completed)).toEqual({ common: {} });
    expect(events).toEqual(['Common.Status']);
    expect(pending.size).toBe(0);
  });

  it('in any order: the completion alone ends it, and what comes later is for nobody', async () => {
    const { clock, pending, hear, ending } = table();
    const { requestId, completed } = pending.issue('Common.Status', 1_000);
    expect(hear('completion', requestId, success, { a: 1 })).toBe(true);
    expect(hear('acknowledge', requestId)).toBe(false);
    expect(hear('event', requestId)).toBe(false);
    expect(hear('completion', requestId, success, { a: 2 })).toBe(false);
    expect(await ending(completed)).toEqual({ a: 1 });
    expect(clock.pending).toBe(0);
  });

  it('several at once, each with its own', async () => {
    const { pending, hear, ending } = table();
    const issued = [1, 2, 3].map(() => pending.issue('Common.Status', 1_000));
    expect(new Set(issued.map(({ requestId }) => requestId)).size).toBe(3);
    for (const { requestId } of issued.toReversed()) hear('completion', requestId, success, { requestId });
    for (const { requestId, completed } of issued) expect(await ending(completed)).toEqual({ requestId });
  });

  it.each([
    ['tooManyRequests', 'PROTOCOL_BUSY'],
    ['invalidMessage', 'PROTOCOL_REJECTED'],
    ['invalidRequestID', 'PROTOCOL_REJECTED'],
  ])('a refusal in the acknowledge ends it: %s', async (status, code) => {
    const { pending, hear, ending } = table();
    const { requestId, completed } = pending.issue('Common.Status', 1_000);
    hear('acknowledge', requestId, { status });
    expect(await ending(completed)).toBe(`${code}: Common.Status is not accepted: ${status}`);
  });

  it.each([
    ['unsupportedCommand', 'PROTOCOL_UNSUPPORTED'],
    ['invalidCommand', 'PROTOCOL_UNSUPPORTED'],
    ['hardwareError', 'PROTOCOL_REJECTED'],
    ['authorizationRequired', 'PROTOCOL_REJECTED'],
    ['somethingNew', 'PROTOCOL_REJECTED'],
  ])('completes with %s', async (completionCode, code) => {
    const { pending, hear, ending } = table();
    const { requestId, completed } = pending.issue('Common.Status', 1_000);
    hear('completion', requestId, { completionCode, errorDescription: 'why' });
    expect(await ending(completed)).toBe(`${code}: Common.Status completes with ${completionCode} (why)`);
  });

  it('is given up after its time, and a late completion is for nobody', async () => {
    const { clock, pending, hear, ending } = table();
    const { requestId, completed } = pending.issue('Common.Status', 1_000);
    hear('acknowledge', requestId);
    await clock.advance(999);
    expect(pending.size).toBe(1);
    await clock.advance(1);
    expect(await ending(completed)).toBe('TRANSPORT_REPLY_TIMEOUT: Common.Status does not complete within 1000 ms');
    expect(hear('completion', requestId, success)).toBe(false);
  });

  it('all end with the connection, and no timer stays', async () => {
    const { clock, pending, ending } = table();
    const endings = [1, 2].map(() => ending(pending.issue('Common.Status', 1_000).completed));
    pending.end('closed (1006)');
    expect(await Promise.all(endings)).toEqual([
      'TRANSPORT_CLOSED: Common.Status is lost: closed (1006)',
      'TRANSPORT_CLOSED: Common.Status is lost: closed (1006)',
    ]);
    expect(clock.pending).toBe(0);
  });

  it('messages for nobody do no harm', () => {
    const { hear } = table();
    for (const type of ['acknowledge', 'event', 'completion']) {
      for (const id of [0, -1, 7, Number.MAX_SAFE_INTEGER]) expect(hear(type, id, success)).toBe(false);
    }
  });
});
