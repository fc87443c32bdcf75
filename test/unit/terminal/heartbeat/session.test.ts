import { describe, expect, it } from 'vitest';
import type { BeatReceiver } from '../../../../drivers/index.js';
import { readBeat } from '../../../../drivers/terminal/heartbeat/message.js';
import { type HeartbeatOptions, heartbeatOptions } from '../../../../drivers/terminal/heartbeat/options.js';
import { HeartbeatSession } from '../../../../drivers/terminal/heartbeat/session.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

/** Real time goes on while somebody looks at it. */
class RestlessClock extends VirtualClock {
  #looked = 0;

  override monotonic(): number {
    this.#looked += 1;
    return super.monotonic() + this.#looked * 0.01;
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
  it('looks again at once when the deadline passes while it looks', async () => {
    const clock = new RestlessClock();
    const { session: made, beat } = session({ periodSeconds: 2 }, clock);
    beat(1);
    const before = clock.monotonic();
    // However near to the deadline a look comes, the next one is not a minute later.
    for (let turn = 0; turn < 2_000; turn++) {
      const lost = await made.poll().then(
        () => false,
        () => true,
      );
      if (lost) {
        expect(clock.monotonic() - before).toBeLessThan(5_001);
        return;
      }
      const wait = made.pollIntervalMs;
      expect(clock.monotonic() + wait - before).toBeLessThan(5_001);
      await clock.advance(wait);
    }
    expect.unreachable('was never missed');
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
