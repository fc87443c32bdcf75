import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { alphaOptions } from '../../../../drivers/led-board/alpha/options.js';
import { BoardSession } from '../../../../drivers/led-board/board/session.js';
import { openSign } from './bench.js';

type Setup = NonNullable<Parameters<typeof openSign>[0]>;

/** A session on a simulated sign that has been in contact once. */
async function openBoard(setup: Setup = {}) {
  const sign = openSign(setup);
  const session = new BoardSession(sign.context, sign.panel);
  await sign.within(20_000, session.identify());
  sign.wire.length = 0;
  const { commands } = session;
  return {
    ...sign,
    session,
    call: (number: string, rest: { counter?: number; zone?: string; blinkSeconds?: number } = {}) =>
      sign.within(5_000, commands.call({ number, counter: 3, ...rest })),
    poll: () => sign.within(20_000, session.poll()),
  };
}
const numberOnly: z.input<typeof alphaOptions> = { callText: { en: '{number}', zh: '{number}' } };

describe('a branch with an Alpha sign', () => {
  it('calls a number: it stands on the glass and has been read back', async () => {
    const board = await openBoard();
    expect(await board.call('A001')).toEqual({ zone: 'main', text: 'A001 to counter 3', verified: 'read-back' });
    expect(board.file('0')?.text).toBe('A001 to counter 3');
    expect(board.seen.state).toMatchObject({ showing: { main: 'A001 to counter 3' }, verified: 'read-back' });
    expect(board.seen.events).toMatchObject([{ name: 'called', data: { number: 'A001', text: 'A001 to counter 3' } }]);
    await board.session.close();
    expect(board.clock.pending).toBe(0);
  });

  it('a sign of the first generation acknowledges nothing; what it shows is read back', async () => {
    const board = await openBoard({ options: numberOnly, sign: { generation: 1 } });
    expect(await board.call('A001')).toMatchObject({ verified: 'read-back' });
    expect(board.glass()).toEqual(['A001']);
    await board.poll();
    await board.call('A002');
    expect(board.glass()).toEqual(['A002']);
    expect(board.bus.stats().timeouts).toBeLessThanOrEqual(2);
  });

  it('one that is never asked to acknowledge does the same', async () => {
    const board = await openBoard({ options: { ...numberOnly, acknowledge: 'off' } });
    expect(board.view().acknowledges).toBe(false);
    expect(await board.call('A001')).toMatchObject({ verified: 'read-back' });
    expect(board.bus.stats().timeouts).toBe(0);
  });

  it('insisting on acknowledgement does not work with the first generation', async () => {
    const sign = openSign({ options: { acknowledge: 'on' }, sign: { generation: 1 } });
    const session = new BoardSession(sign.context, sign.panel);
    expect(await sign.failure(20_000, session.identify())).toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
  });

  it('the power fails between two polls: the next poll sees it and the number stands again', async () => {
    const board = await openBoard({ options: numberOnly });
    await board.call('A001');
    board.act('power-cycle');
    expect(board.glass().join('')).toBe('');
    await board.poll();
    expect(board.glass()).toEqual(['A001']);
    await board.poll();
    expect(board.view().acknowledges).toBe(true);
    expect(board.alarm('led-content-mismatch')).toMatchObject({ active: false });
    expect(await board.call('A002')).toMatchObject({ verified: 'read-back' });
  });

  it('the power fails just before a call: the sign acknowledges no more, but the call stands and does not fail', async () => {
    const board = await openBoard({ options: numberOnly });
    board.act('power-cycle');
    expect(await board.call('A001')).toMatchObject({ verified: 'read-back' });
    expect(board.glass()).toEqual(['A001']);
  });

  it('contact is lost for a while: what is to be shown then comes with the first answer', async () => {
    const board = await openBoard({ options: numberOnly });
    await board.call('A001');
    board.sign.setFaults({ silent: true });
    await expect(board.poll()).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(board.seen.state).toMatchObject({ verified: 'sent' });
    board.act('power-cycle');
    board.sign.setFaults({ silent: false });
    await board.clock.advance(10_000);
    await board.within(20_000, board.session.identify());
    expect(board.glass()).toEqual(['A001']);
    expect(board.seen.state).toMatchObject({ showing: { main: 'A001' }, verified: 'read-back' });
  });

  it('somebody writes with the remote control: it is repaired once, then the alarm stays', async () => {
    const board = await openBoard({ options: numberOnly });
    await board.call('A001');
    board.act('tamper', { label: '0', text: 'SALE' });
    await board.poll();
    expect(board.glass()).toEqual(['A001']);
    board.act('tamper', { label: '0', text: 'SALE' });
    await board.poll();
    board.act('tamper', { label: '0', text: 'SALE' });
    await board.poll();
    expect(board.seen.alarms.some(({ type, active }) => type === 'led-content-mismatch' && active)).toBe(true);
  });

  it('a damaged packet is said once more; a refusal for good fails with its reason and raises the alarm', async () => {
    const board = await openBoard({ options: numberOnly });
    board.act('nack', { status: 0x10, times: 1 });
    expect(await board.call('A001')).toMatchObject({ verified: 'read-back' });
    board.act('nack', { status: 0x08, times: 1 });
    const refused = board.failure(5_000, board.session.commands.call({ number: 'A002', counter: 1 }));
    expect(await refused).toMatchObject({
      code: 'PROTOCOL_REJECTED',
      message: expect.stringContaining('buffer overflow'),
    });
    expect(board.alarm()).toMatchObject({ active: true, detail: expect.stringMatching(/buffer overflow.*show main/) });
    expect(board.glass()).toEqual(['A001']);
    await board.poll();
    await board.call('A003');
    await board.poll();
    expect(board.alarm()).toMatchObject({ active: false });
  });

  it('a call blinks first, then stands still', async () => {
    const board = await openBoard({ options: numberOnly });
    await board.call('A001', { blinkSeconds: 10 });
    expect(board.view().mode).toBe('flash');
    await board.clock.advance(11_000);
    expect(board.view().mode).toBe('hold');
    expect(board.glass()).toEqual(['A001']);
  });

  it.each(['请取号', 'A\x1b b', 'Win\x10dow', 'x\x04', 'x'.repeat(200)])(
    '%j is refused before the wire',
    async (text) => {
      const board = await openBoard();
      const refused = board.failure(1_000, board.session.commands.show({ text }));
      expect(await refused).toMatchObject({ code: 'COMMAND_ARGS_INVALID', field: 'args.text' });
      expect(board.wire).toEqual([]);
    },
  );

  it('zones: the memory is lost with the board, and everything stands again', async () => {
    const zones = { top: { string: '1', line: 1 }, bottom: { string: '2', line: 2 } } as const;
    const board = await openBoard({
      options: { ...numberOnly, zones, mayConfigureMemory: true },
      sign: { rows: 2 },
    });
    await board.call('A001', { zone: 'top' });
    await board.call('B002', { zone: 'bottom' });
    expect(board.file('A')?.text).toBe('A001\nB002');
    await board.within(1_000, board.context.link.send(Buffer.from('\0\0\0\0\0\x01Z01\x02E$\x04', 'latin1')));
    expect(board.file('A')?.text ?? '').toBe('');
    for (let polls = 0; polls < 3; polls++) await board.poll();
    expect(board.file('A')?.text).toBe('A001\nB002');
    expect(board.seen.state).toMatchObject({ showing: { top: 'A001', bottom: 'B002' }, verified: 'read-back' });
  });

  it('nothing that resets, re-addresses or wipes a sign was ever sent', async () => {
    const board = await openBoard({ options: numberOnly });
    await board.call('A001');
    board.act('power-cycle');
    await board.poll();
    await board.within(5_000, board.session.commands['sync-clock']());
    await board.within(5_000, board.session.commands.brightness({ percent: 50 }));
    await board.within(20_000, board.session.commands.power({ on: false }));
    expect(board.glass().join('')).toBe('');
    for (const [name, times] of Object.entries(board.view().tripwires)) expect(times, name).toBe(0);
  });
});
