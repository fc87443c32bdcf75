import { describe, expect, it } from 'vitest';
import { calling } from '../sign-bench.js';
import { openBoard, openSign } from './bench.js';

describe('a branch with an AM03127 sign', () => {
  it('meets it with the time, wipes what others left once, and says who it is', async () => {
    const board = openSign();
    const identity = await board.within(10_000, board.session.identify());
    expect(identity).toMatchObject({ model: 'AM03127' });
    expect(board.data()).toEqual([expect.stringMatching(/^<SC>\d{14}$/), '<D*>']);
    await board.call('A001');
    await board.within(3_000, board.session.commands.clear({}));
    expect(board.data().at(-1)).toBe('<DL1PA>');
    expect(board.glass().join('')).toBe('');
  });

  it('calls a number: it stands on the glass, acknowledged', async () => {
    const board = await openBoard();
    expect(await board.call('A001')).toMatchObject({ text: 'A001', verified: 'acknowledged' });
    expect(board.glass()).toEqual(['A001']);
    expect(board.seen.state).toMatchObject({ showing: { main: 'A001' }, verified: 'acknowledged' });
    await board.call('A002');
    expect(board.glass()).toEqual(['A002']);
    await board.session.close();
    expect(board.clock.pending).toBe(0);
  });

  it('writes the page, line and colour of its options, and runs that page once', async () => {
    const board = await openBoard({ options: { page: 'C', line: 2, colour: 'green' }, sign: { rows: 2 } });
    await board.call('A001');
    await board.call('A002');
    expect(board.data()).toEqual([
      '<L2><PC><FA><MA><WC><FA><CE><AA>A001',
      '<RPC>',
      '<L2><PC><FA><MA><WC><FA><CE><AA>A002',
    ]);
    expect(board.view().page).toBe('C');
    expect(board.glass()).toEqual(['', 'A002']);
  });

  it('a call blinks first, then stands still', async () => {
    const board = await openBoard();
    await board.call('A001', 10);
    expect(board.data()[0]).toContain('<MB>');
    await board.clock.advance(11_000);
    expect(
      board
        .data()
        .filter((data) => data?.startsWith('<L'))
        .at(-1),
    ).toBe('<L1><PA><FA><MA><WC><FA><CB><AA>A001');
  });

  it('a refusal is tried once more; for good it fails, raises the alarm, and the next success clears it', async () => {
    const board = await openBoard();
    board.act('nack', { times: 1 });
    expect(await board.call('A001')).toMatchObject({ verified: 'acknowledged' });
    board.act('nack', { times: 2 });
    const failure = await board.failure(3_000, board.session.commands.call({ number: 'A002', counter: 1 }));
    expect(failure).toMatchObject({ code: 'PROTOCOL_REJECTED' });
    expect(board.alarm()).toMatchObject({ active: true, detail: 'NACK, in answer to "show main"' });
    expect(board.glass()).toEqual(['A001']);
    await board.call('A003');
    expect(board.alarm()).toMatchObject({ active: false });
  });

  it('power cut with loss of contact: the number stands again with the first answer', async () => {
    const board = await openBoard();
    await board.call('A001');
    board.sign.setFaults({ silent: true });
    await expect(board.poll()).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    board.act('power-cycle');
    board.sign.setFaults({ silent: false });
    expect(board.glass().join('')).toBe('');
    await board.clock.advance(10_000);
    await board.within(10_000, board.session.identify());
    expect(board.glass()).toEqual(['A001']);
  });

  it('power cut that nobody notices: what stands is written again within five minutes', async () => {
    const board = await openBoard();
    await board.call('A001');
    board.act('power-cycle');
    for (let minutes = 0; minutes <= 5; minutes++) {
      await board.poll();
      await board.clock.advance(60_000);
    }
    expect(board.glass()).toEqual(['A001']);
    expect(board.data().slice(2)).toContain('<RPA>');
  });

  it('is dimmed in four steps, which each poll repeats for a sign that has lost them', async () => {
    const board = await openBoard();
    const { nearest, set } = board.panel.brightness;
    expect([0, 25, 30, 40, 60, 70, 90, 100].map(nearest)).toEqual([25, 25, 25, 50, 50, 75, 100, 100]);
    for (const percent of [100, 75, 50, 25]) {
      await board.within(1_000, set(percent, calling));
      expect(board.view().brightness).toBe(percent);
    }
    board.act('power-cycle');
    expect(board.view().brightness).not.toBe(25);
    await board.poll();
    expect(board.view().brightness).toBe(25);
  });

  it('left alone in brightness, a poll does not change it', async () => {
    const board = await openBoard();
    await board.poll();
    expect(board.data()).toEqual([expect.stringMatching(/^<SC>/)]);
  });

  it('keeps the time of the branch, with the weekday from Monday', async () => {
    const board = await openBoard();
    await board.within(1_000, board.session.commands['sync-clock']());
    expect(board.view().clock).toMatch(/^2026-11-23 09:00/);
    expect(board.view().weekday).toBe(1);
  });

  it('"<" cannot begin a tag: it is shown as "(" and counted', async () => {
    const board = await openBoard();
    const shown = await board.within(3_000, board.session.commands.show({ text: 'A<D*>B' }));
    expect(shown).toMatchObject({ text: 'A(D*>B', replaced: 1 });
    expect(board.glass()).toEqual(['A(D*>B']);
    expect(board.data().some((data) => data?.startsWith('<D*>'))).toBe(false);
  });

  it.each(['请', 'Café', 'A\x1bB', 'A\nB', 'x'.repeat(101)])('%j is refused before the wire', async (text) => {
    const board = await openBoard();
    const failure = await board.failure(1_000, board.session.commands.show({ text }));
    expect(failure).toMatchObject({ code: 'COMMAND_ARGS_INVALID', field: 'args.text' });
    expect(board.wire).toEqual([]);
  });

  it.each([{ splitBytes: 1 }, { garbageBytes: 20 }, { lateMs: 500 }, { echo: true }])(
    'answers %j are understood all the same',
    async (faults) => {
      const board = await openBoard();
      board.sign.setFaults(faults);
      expect(await board.call('ACK 1')).toMatchObject({ verified: 'acknowledged' });
      expect(board.glass()).toEqual(['ACK 1']);
    },
  );

  it('another ID is another sign: nobody answers', async () => {
    const board = openSign({ options: { address: '02' } });
    const failure = await board.failure(10_000, board.session.identify());
    expect(failure).toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
  });

  it('switched off it is blank, and no ID was ever changed', async () => {
    const board = await openBoard();
    await board.call('A001');
    await board.within(5_000, board.session.commands.power({ on: false }));
    expect(board.glass().join('')).toBe('');
    expect(board.view().tripwires).toEqual({ idChanges: 0 });
  });
});
