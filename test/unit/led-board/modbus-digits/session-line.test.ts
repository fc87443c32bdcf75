import { describe, expect, it } from 'vitest';
import { digitsOnALine, readyDigits } from './session-setup.js';

describe('digit displays on one line', () => {
  it('two modules show each its own number', async () => {
    const { boards, finish, bus } = digitsOnALine([{ address: 1 }, { address: 2, digits: 6 }]);
    const [left, right] = [boards[0]!, boards[1]!];
    await finish(Promise.all([left.session.identify(), right.session.identify()]));
    await finish(
      Promise.all([
        left.session.commands.call({ number: 'A001', counter: 1 }),
        right.session.commands.call({ number: 'b00002', counter: 2 }),
        left.session.poll(),
        right.session.poll(),
      ]),
    );
    expect(left.view().text).toEqual(['A001']);
    expect(right.view().text).toEqual(['b00002']);
    expect(bus.stats()).toMatchObject({ timeouts: 0, queued: 0 });
  });

  it('a silent one leaves the other in contact', async () => {
    const { boards, finish } = digitsOnALine([{ address: 1 }, { address: 2 }]);
    const [left, right] = [boards[0]!, boards[1]!];
    await finish(Promise.all([left.session.identify(), right.session.identify()]));
    right.module.setFaults({ unplugged: true });
    await expect(right.poll()).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    await left.call('A001');
    expect(left.view().text).toEqual(['A001']);
  });

  it.each([true, false])(
    'an adapter that echoes changes nothing, taken out on the line (%s) or not',
    async (discardEcho) => {
      const { call, view, line, bus, session, finish, poll } = await readyDigits({}, { discardEcho });
      line.setFaults({ echo: true });
      expect(await call('A001', { blinkSeconds: 60 })).toMatchObject({ verified: 'read-back' });
      await finish(session.commands.brightness({ percent: 100 }));
      await poll();
      expect(view()).toMatchObject({ characters: 'A001', blinking: [true, true, true, true], brightness: 8 });
      expect(bus.stats()).toMatchObject({ timeouts: 0 });
    },
  );

  it('the echo of a module that is not there is no acknowledgement', async () => {
    for (const discardEcho of [true, false]) {
      const { session, finish, module, line, seen } = await readyDigits({}, { discardEcho });
      line.setFaults({ echo: true });
      module.setFaults({ unplugged: true });
      const called = finish(session.commands.call({ number: 'A001', counter: 3 }));
      await expect(called).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
      expect(seen.events).toEqual([]);
      const dimmed = finish(session.commands.brightness({ percent: 100 }));
      await expect(dimmed).rejects.toMatchObject({ code: expect.stringMatching(/^TRANSPORT_/) });
    }
  });

  it.each([
    ['late', { lateMs: 400 }],
    ['cut into bytes', { splitBytes: 1 }],
    ['behind junk', { garbageBytes: 20 }],
  ])('replies that come %s are understood', async (_how, faults) => {
    const { call, module, view, bus } = await readyDigits();
    module.setFaults(faults);
    expect(await call('A001')).toMatchObject({ verified: 'read-back' });
    expect(view().text).toEqual(['A001']);
    expect(bus.stats().timeouts).toBe(0);
  });

  it.each([['damaged', { flipBit: true }] as const, ['those of another unit', { wrongAddress: true }] as const])(
    'replies that are %s are none: nobody says that the number is there until it was read',
    async (_what, faults) => {
      const { call, module, identify, clock, seen } = await readyDigits();
      module.setFaults(faults);
      await expect(call('A001')).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
      expect(seen.state).toMatchObject({ verified: 'sent' });
      module.setFaults({ flipBit: false, wrongAddress: false });
      await clock.advance(2_000);
      await identify();
      expect(seen.state).toMatchObject({ showing: {}, verified: 'read-back' });
    },
  );

  it('a newer number is what stays, however quickly it follows', async () => {
    const { session, finish, view, seen } = await readyDigits();
    const calls = ['A001', 'A002', 'A003'].map((number, i) =>
      session.commands.call({ number, counter: 3, blinkSeconds: i === 1 ? 9 : 0 }),
    );
    await finish(Promise.allSettled(calls));
    await finish(session.poll());
    expect(view()).toMatchObject({ characters: 'A003', blinking: [false, false, false, false] });
    expect(seen.state).toMatchObject({ showing: { main: 'A003' }, verified: 'read-back' });
  });
});
