import { describe, expect, it } from 'vitest';
import { counterOnALine } from './line.js';

describe('commands of an HPC168', () => {
  it('read gives the counts of this moment and accounts them', async () => {
    const { session, finish, poll, act, seen } = counterOnALine();
    await poll();
    act('walk-in', { count: 4 });
    const result = await finish(session.commands.read());
    expect(result).toMatchObject({ in: 4, out: 0, inside: 4, deviceIn: 4, deviceOut: 0 });
    await poll();
    expect(seen.state).toMatchObject({ in: 4 });
  });

  it('reset saves what the unit has counted, zeroes the unit and keeps the totals', async () => {
    const { session, finish, poll, act, seen, counter, asked } = counterOnALine();
    await poll();
    act('walk-in', { count: 4 });
    asked();
    const result = await finish(session.commands.reset());
    expect(asked()).toEqual(['13', '12', '13']);
    expect(result).toMatchObject({ in: 4, out: 0, inside: 4, deviceIn: 0, deviceOut: 0 });
    expect(counter.view()).toMatchObject({ in: 0, out: 0 });
    act('walk-in', { count: 2 });
    await poll();
    expect(seen.state).toMatchObject({ in: 6, deviceIn: 2 });
    // What was asked for is no trouble.
    expect(seen.measurements.map(({ quality }) => quality)).toEqual(['first', 'good', 'good']);
    expect(seen.events).toEqual([]);
  });

  it('reset refused by the unit changes nothing', async () => {
    const { session, finish, poll, act, seen } = counterOnALine();
    await poll();
    act('walk-in', { count: 4 });
    act('refuse-reset');
    await expect(finish(session.commands.reset())).rejects.toMatchObject({ code: 'PROTOCOL_REJECTED' });
    expect(seen.state).toMatchObject({ in: 4, deviceIn: 4 });
  });

  it('reset without an answer is an unknown outcome, and the totals are right whichever it was', async () => {
    const { session, finish, poll, act, seen, counter, clock } = counterOnALine();
    await poll();
    act('walk-in', { count: 4 });
    counter.push({
      name: 'resets, says nothing',
      onRequest({ command }) {
        if (command !== 0x12) return undefined;
        act('set-totals', { in: 0, out: 0 });
        return 'handled';
      },
    });
    await expect(finish(session.commands.reset())).rejects.toMatchObject({ code: 'DEVICE_OUTCOME_UNKNOWN' });
    act('walk-in');
    await clock.advance(5_000);
    await poll();
    expect(seen.state).toMatchObject({ in: 5, deviceIn: 1 });
  });

  it('reset of a unit that is out of contact fails plainly: nothing was sent', async () => {
    const { session, finish, counter, asked } = counterOnALine();
    counter.setFaults({ silent: true });
    await expect(finish(session.commands.reset())).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(asked()).toEqual(['13']);
  });

  it('reset is not sent while the counts cannot be saved', async () => {
    const { session, finish, poll, act, seen, asked } = counterOnALine();
    await poll();
    act('walk-in', { count: 4 });
    seen.diskFull = true;
    asked();
    await expect(finish(session.commands.reset())).rejects.toThrow('no space left');
    expect(asked()).toEqual(['13']);
  });

  it('reset is done even when the reading after it fails', async () => {
    const { session, finish, poll, act, counter } = counterOnALine();
    await poll();
    act('walk-in', { count: 4 });
    let reads = 0;
    counter.push({
      name: 'answers the first reading only',
      onRequest: ({ command }) => (command === 0x13 && ++reads > 1 ? 'handled' : undefined),
    });
    expect(await finish(session.commands.reset())).toEqual({ in: 4, out: 0 });
    expect(counter.view()).toMatchObject({ in: 0 });
  });

  it('and polls at the same moment count nobody twice', async () => {
    const { session, finish, poll, act, seen } = counterOnALine();
    await poll();
    act('walk-in', { count: 4 });
    await finish(Promise.all([session.poll(), session.commands.read(), session.commands.read(), session.poll()]));
    expect(seen.state).toMatchObject({ in: 4 });
    expect(seen.measurements.map(({ in: entered }) => entered)).toEqual([0, 4]);
  });
});
