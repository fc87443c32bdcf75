import { describe, expect, it } from 'vitest';
import { createBench, createInstantBench, ticket, ticketText } from './bench.js';

const clear = '10 14 08 01 03 14 01 06 02 08';
const cutOff = '1D 56 42 00';
const threeLines = '"one" 0A "two" 0A "three" 0A';
const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => text);

describe('paper', () => {
  it('is used up by printing: low first, which does not stop anything, then out, which does', () => {
    const { send, view } = createInstantBench({ rollMm: 20, nearEndMm: 10 });
    send('1D 61 08');
    send(threeLines);
    expect(view()).toMatchObject({ paper: 'low', uncut: [{}, {}, {}] });
    send('"four" 0A "five" 0A "six" 0A');
    expect(view()).toMatchObject({ paper: 'out', printing: true });
    expect(texts(view().uncut)).toEqual(['one', 'two', 'three', 'four', 'five']);
  });

  it('runs out in the middle of a ticket; the rest comes on the new roll', async () => {
    const { send, view, act, clock, ask } = createBench();
    act('paper-out', { afterMm: 6 });
    send(`${threeLines} ${cutOff}`);
    await clock.advance(2_000);
    expect(texts(view().uncut)).toEqual(['one', 'two']);
    expect(ask('10 04 02')).toBe('32');
    act('load-paper');
    await clock.advance(2_000);
    expect(view()).toMatchObject({
      torn: [{ text: 'one\ntwo', cut: 'torn' }],
      tickets: [{ text: 'three' }],
      paper: 'ok',
      printing: false,
    });
  });

  it('is out for good when the host has cleared the rest in the meantime', async () => {
    const { send, view, act, clock, ask } = createBench();
    act('paper-out', { afterMm: 6 });
    send(`${threeLines} ${cutOff}`);
    await clock.advance(2_000);
    expect(ask(clear)).toBe('37 25 00');
    act('load-paper');
    await clock.advance(2_000);
    expect(view()).toMatchObject({ torn: [{ text: 'one\ntwo' }], tickets: [], printing: false });
  });

  it('comes out of the printer when somebody holds the feed button, but only where it can', async () => {
    const { view, act, ask, clock } = createBench({ rollMm: 100 });
    act('press-feed', { ms: 400 });
    expect(ask('10 04 01')).toBe('5E');
    await clock.advance(400);
    expect(ask('10 04 01')).toBe('16');
    expect(view().paper).toBe('low');
    act('open-cover');
    act('press-feed');
    expect(ask('10 04 01')).toBe('1E');
    expect(clock.pending).toBe(0);
  });

  it.each(['paper-low', 'press-feed'])('%s lets what was sent come out whole', async (name) => {
    const { send, view, act, clock } = createBench();
    send(ticket);
    await clock.advance(30);
    act(name);
    await clock.advance(3_000);
    expect(view()).toMatchObject({ tickets: [{ text: ticketText }], printing: false });
  });
});

describe('a printer that is offline', () => {
  it.each([
    ['open-cover', {}, 'close-cover', {}],
    ['offline-button', {}, 'offline-button', { on: false }],
    ['jam-cutter', {}, 'clear-cutter', {}],
    ['fault', {}, 'fault', { on: false }],
    ['fault', { kind: 'mechanical' }, 'fault', { kind: 'mechanical', on: false }],
  ])('by %s %j keeps what comes, answers, and prints it after %s', async (begin, how, end, undo) => {
    const { send, view, act, ask, clock } = createBench();
    act(begin, how);
    send(ticket);
    await clock.advance(60_000);
    expect(view()).toMatchObject({ tickets: [], uncut: [], printing: true });
    expect(ask('10 04 01')).toBe('1E');
    act(end, undo);
    await clock.advance(3_000);
    expect(view()).toMatchObject({ tickets: [{ text: ticketText }], errors: [], printing: false });
  });

  it('in the middle of a line prints that line again as a whole, once', async () => {
    const { send, view, act, clock } = createBench();
    send(threeLines);
    await clock.advance(30);
    act('open-cover');
    await clock.advance(1_000);
    expect(texts(view().uncut)).toEqual(['one']);
    act('close-cover');
    await clock.advance(21);
    expect(texts(view().uncut)).toEqual(['one']);
    await clock.advance(1_000);
    expect(texts(view().uncut)).toEqual(['one', 'two', 'three']);
  });

  it('by a hot head goes on by itself when it has cooled; a second overheating counts anew', async () => {
    const { send, view, act, clock } = createBench();
    act('overheat', { seconds: 60 });
    send(threeLines);
    await clock.advance(50_000);
    act('overheat', { seconds: 60 });
    await clock.advance(59_000);
    expect(view()).toMatchObject({ errors: ['head-hot'], uncut: [] });
    await clock.advance(2_000);
    expect(view()).toMatchObject({ errors: [], uncut: [{}, {}, {}] });
  });

  it('loses what its buffer does not hold', () => {
    const { send, view, act } = createInstantBench({ bufferBytes: 45 });
    act('open-cover');
    send(`"${'x'.repeat(40)}" 0A "1234567890" 0A`);
    act('close-cover');
    expect(texts(view().uncut)).toEqual(['x'.repeat(40)]);
    expect(view().protocolErrors).toEqual(['receive buffer full: 7 bytes lost']);
    send('0A "next" 0A');
    expect(texts(view().uncut)).toEqual(['x'.repeat(40), '1234', 'next']);
  });
});

describe('a blocked cutter', () => {
  const blocked = async () => {
    const bench = createBench();
    bench.act('jam-cutter', { at: 'next-cut' });
    bench.send(`"A012" 0A ${cutOff} "A013" 0A ${cutOff}`);
    await bench.clock.advance(3_000);
    return bench;
  };

  it('is only found out at the next cut; the ticket is printed but not cut', async () => {
    const bench = createBench();
    bench.act('jam-cutter', { at: 'next-cut' });
    expect(bench.view().errors).toEqual([]);
    bench.send('"A012" 0A');
    await bench.clock.advance(100);
    expect(bench.view().errors).toEqual([]);
    bench.send(cutOff);
    await bench.clock.advance(1_000);
    expect(bench.view()).toMatchObject({ errors: ['cutter'], uncut: [{ text: 'A012' }], tickets: [] });
  });

  it('cuts and goes on where it stopped when it is cleared', async () => {
    const { act, view, clock } = await blocked();
    act('clear-cutter');
    await clock.advance(3_000);
    expect(view()).toMatchObject({ tickets: [{ text: 'A012' }, { text: 'A013' }], errors: [] });
  });

  it.each([
    ['10 05 01 goes on where it stopped', '10 05 01', ['A012', 'A013'], ''],
    ['10 05 02 drops what waits', '10 05 02', [], ''],
    ['the clear command drops what waits and says so', clear, [], '37 25 00'],
  ])('stays an error until the host recovers: %s', async (_what, command, tickets, said) => {
    const { act, ask, view, clock } = await blocked();
    expect(ask(`${command} 10 04 03`)).toBe(said === '' ? '1A' : `${said} 1A`);
    const again = await blocked();
    again.act('clear-cutter', { resume: false });
    await again.clock.advance(60_000);
    expect(again.view().errors).toEqual(['cutter']);
    expect(again.ask(command)).toBe(said);
    await again.clock.advance(3_000);
    expect(again.view()).toMatchObject({ errors: [], printing: false });
    expect(texts(again.view().tickets)).toEqual(tickets);
    act('clear-cutter');
    await clock.advance(3_000);
    expect(view().errors).toEqual([]);
  });

  it('is still blocked after a power cycle that nobody used to clear it', () => {
    const { act, view } = createInstantBench();
    act('jam-cutter');
    act('power-off');
    act('power-on');
    expect(view().errors).toEqual(['cutter']);
    act('clear-cutter', { resume: false });
    act('power-off');
    act('power-on');
    expect(view().errors).toEqual([]);
  });
});

describe('the recover command', () => {
  it('does nothing to a healthy printer, nor to one it cannot help', () => {
    for (const trouble of ['paper-low', 'open-cover', 'fault']) {
      const { act, send, view } = createInstantBench();
      act(trouble);
      send('"A" 10 05 02 "B" 0A');
      act('close-cover');
      act('fault', { on: false });
      expect(texts(view().uncut), trouble).toEqual(['AB']);
    }
  });

  it('ends a paper jam', () => {
    const { act, send, view } = createInstantBench();
    act('fault', { kind: 'mechanical' });
    send('"A012" 0A 10 05 01');
    expect(view()).toMatchObject({ errors: [], uncut: [{ text: 'A012' }] });
  });
});

describe('the clear command', () => {
  it('drops the line, the half command and the buffer, but not what is on paper', async () => {
    const { send, ask, view, clock } = createBench();
    send('"one" 0A "two" 0A "three" 1D 76 30 00 01 00 FF FF');
    await clock.advance(22);
    expect(ask(clear)).toBe('37 25 00');
    send('"four" 0A');
    await clock.advance(100);
    expect(texts(view().uncut)).toEqual(['one', 'four']);
  });

  it('drops a line that has no line feed yet, and half of a sign', () => {
    const { send, view } = createInstantBench();
    send(`1C 26 "lost" C4 ${clear} "A" 0A`);
    expect(texts(view().uncut)).toEqual(['A']);
  });

  it('keeps sizes and the automatic status', () => {
    const { send, act, host, view } = createInstantBench();
    send(`1D 61 08 1D 21 11 ${clear} "A" 0A`);
    host.forget();
    act('paper-low');
    expect(host.heard()).toBe('14 00 03 0F');
    expect(view().uncut).toMatchObject([{ text: 'A', width: 2 }]);
  });

  it('is not another of its family: the drawer pulse and the power-off sequence do nothing', () => {
    const { ask, send, view } = createInstantBench();
    expect(ask('10 14 01 00 01 10 14 02 01 08')).toBe('');
    send('"A" 0A');
    expect(view()).toMatchObject({ uncut: [{ text: 'A' }], protocolErrors: [] });
  });
});

describe('a wrong order to the simulator', () => {
  it.each([
    ['overheat', {}, 'seconds'],
    ['overheat', { seconds: -1 }, 'seconds'],
    ['paper-out', { afterMm: -1 }, 'afterMm'],
    ['load-paper', { mm: 0 }, 'mm'],
    ['jam-cutter', { at: 'noon' }, 'at'],
    ['fault', { kind: 'ghost' }, 'kind'],
    ['open-cover', { wide: true }, 'wide'],
  ])('%s %j is refused', (name, args, where) => {
    expect(() => createBench().act(name, args)).toThrow(where);
  });

  it.each([{ speed: 0 }, { columns: 8 }, { charset: 'utf-8' }, { colour: true }])(
    'options %j are refused',
    (options) => {
      expect(() => createBench(options as never)).toThrow(Object.keys(options)[0]);
    },
  );
});
