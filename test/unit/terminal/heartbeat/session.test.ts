import { describe, expect, it } from 'vitest';
import type { BeatReceiver } from '../../../../drivers/index.js';
import { readBeat } from '../../../../drivers/terminal/heartbeat/message.js';
import { type HeartbeatOptions, heartbeatOptions } from '../../../../drivers/terminal/heartbeat/options.js';
import { HeartbeatSession } from '../../../../drivers/terminal/heartbeat/session.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

/** Real timers may fire a little early, and time goes on while somebody looks at it. */
class RealisticClock extends VirtualClock {
  shown = 0;

  override monotonic(): number {
    return this.shown;
  }
}

function session(options: Record<string, unknown> = {}, clock = new VirtualClock()) {
  const world = recordingContext<HeartbeatOptions, 'none'>({
    options: heartbeatOptions.parse(options),
    link: undefined,
    clock,
  });
  let receiver: BeatReceiver | undefined;
  const made = new HeartbeatSession(
    {
      ...world.context,
      hours: undefined,
      unverified: () => undefined,
      beats: {
        accept(given) {
          receiver = given;
          return () => {
            receiver = undefined;
          };
        },
      },
    },
    'the-token',
  );
  const beat = (seq: number, more: Record<string, unknown> = {}) => {
    const text = JSON.stringify({ 'terminal-id': 'device-1', seq, 'boot-id': 'a', 'in-service': true, ...more });
    const read = readBeat(Buffer.from(text));
    if ('fault' in read) throw new Error(read.fault.where);
    return receiver?.beat(read.beat);
  };
  return { ...world, session: made, beat, receiver: () => receiver };
}

describe('a session of heartbeats', () => {
  it('looks again at once when the deadline passes just after a look', async () => {
    const clock = new RealisticClock();
    const { session: made, beat } = session({ periodSeconds: 2 }, clock);
    beat(1);
    clock.shown = 4_999.9;
    await made.poll();
    clock.shown = 5_000.1;
    expect(made.pollIntervalMs).toBe(0);
    await expect(made.poll()).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(made.pollIntervalMs).toBe(60_000);
  });

  it('takes beats of its own terminal only', () => {
    const own = session();
    expect(own.beat(1, { 'terminal-id': 'device-2' })).toEqual({
      what: 'the id of another terminal',
      where: 'terminal-id',
      allowed: 'device-1',
    });
    expect(own.beat(1)).toBeUndefined();
    const named = session({ terminalId: 'K.017' });
    expect(named.beat(1)).toMatchObject({ allowed: 'K.017' });
    expect(named.beat(1, { 'terminal-id': 'K.017' })).toBeUndefined();
  });

  it('wants its token', () => {
    expect(session().receiver()?.token).toBe('the-token');
  });

  it('identifies itself by what the agent says', async () => {
    const { session: made, beat } = session();
    await expect(made.identify()).rejects.toMatchObject({ code: 'DEVICE_NOT_HEARD' });
    beat(1, { 'app-version': '3.1', modules: { printer: { status: 'ok' }, camera: { status: 'warn' } } });
    expect(await made.identify()).toEqual({ firmware: '3.1', capabilities: ['printer', 'camera'] });
  });

  it('counts what comes beside beats, and says a problem once', async () => {
    const { session: made, beat, receiver, seen } = session();
    beat(1);
    for (let count = 0; count < 5; count++) receiver()?.refused('message: found something else');
    for (let count = 0; count < 7; count++) receiver()?.excess();
    beat(1);
    beat(4);
    await made.poll();
    expect(seen.state['heartbeat']).toMatchObject({ refused: 5, excess: 7, repeated: 1, seq: 4 });
    expect(seen.log).toEqual(['heartbeat', 'heartbeat']);
  });

  it('ends: takes nothing more, and leaves no timer', async () => {
    const { session: made, clock, receiver } = session();
    await made.close();
    expect(receiver()).toBeUndefined();
    expect(clock.pending).toBe(0);
  });
});
