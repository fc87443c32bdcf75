import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plugHost } from '../host.js';
import { bytes, createBench, createInstantBench } from './bench.js';

const clear = '10 14 08 01 03 14 01 06 02 08';
const id = (digits: string) => `1D 28 48 06 00 30 30 "${digits}"`;
const came = (digits: string) => `37 22 ${[...Buffer.from(digits)].map((byte) => byte.toString(16)).join(' ')} 00`;
/** One ticket as ticket-printing.md 8 orders its bytes: content, line feed, P, cut, C. */
const job = (number: string) =>
  `1C 26 1D 21 00 "${number}" 0A "second line" 0A ${id('P001')} 1D 56 42 00 ${id('C001')}`;

/** The windows of ticket-printing.md 8 as the host meets them. */
describe('what a host can find out', () => {
  it('after an undisturbed ticket: printed, then cut', async () => {
    const { send, host, view, clock } = createBench();
    send(job('A012'));
    await clock.advance(60);
    expect(host.heard()).toBe(came('P001'));
    await clock.advance(1_000);
    expect(host.heard()).toBe(`${came('P001')} ${came('C001')}`);
    expect(view()).toMatchObject({ tickets: [{ text: 'A012\nsecond line' }], protocolErrors: [] });
  });

  it('W4, the connection broke after the last byte: the old answers are lost, a new fence is answered behind them', async () => {
    const { send, host, view, clock, printer } = createBench();
    send(job('A012'));
    host.hangUp();
    const again = plugHost(printer);
    again.send(bytes(id('F002')));
    await clock.advance(2_000);
    expect(host.heard()).toBe('');
    expect(again.heard()).toBe(came('F002'));
    expect(view().tickets).toHaveLength(1);
  });

  it('W2, the connection broke with half of the bytes sent: the fence is answered although the ticket is not whole', async () => {
    const { send, host, view, clock, printer } = createBench();
    send('"A012" 0A "sec');
    host.hangUp();
    const again = plugHost(printer);
    again.send(bytes(id('F002')));
    await clock.advance(2_000);
    expect(again.heard()).toBe(came('F002'));
    expect(view()).toMatchObject({ tickets: [], uncut: [{ text: 'A012' }] });
  });

  it('W5, the power went in the middle: no P, no C, ever; a strip without a cut', async () => {
    const { send, host, view, act, clock, printer } = createBench();
    send(job('A012'));
    await clock.advance(30);
    act('power-off');
    act('power-on');
    await clock.advance(60_000);
    const again = plugHost(printer);
    again.send(bytes(id('F002')));
    expect(again.heard()).toBe(came('F002'));
    expect(host.heard()).toBe('');
    expect(view()).toMatchObject({ tickets: [], torn: [{ text: 'A012' }] });
  });

  it('W6, paper ran out and the host cleared the rest: no P even on the new roll', async () => {
    const { send, ask, host, act, clock, view } = createBench();
    act('paper-out', { afterMm: 3 });
    send(job('A012'));
    await clock.advance(1_000);
    expect(ask(clear)).toBe('37 25 00');
    host.forget();
    act('load-paper');
    await clock.advance(60_000);
    expect(host.heard()).toBe('');
    expect(view()).toMatchObject({ tickets: [], torn: [{ text: 'A012' }], printing: false });
  });

  it('W6, paper ran out and nobody cleared: P and C come with the new roll, the ticket is in two parts', async () => {
    const { send, host, act, clock, view } = createBench();
    act('paper-out', { afterMm: 3 });
    send(job('A012'));
    await clock.advance(1_000);
    expect(host.heard()).toBe('');
    act('load-paper');
    await clock.advance(1_000);
    expect(host.heard()).toBe(`${came('P001')} ${came('C001')}`);
    expect(view()).toMatchObject({ torn: [{ text: 'A012' }], tickets: [{ text: 'second line' }] });
  });

  it('W7, the cover was opened in the middle: no P before it is closed', async () => {
    const { send, host, act, clock, view } = createBench();
    send(job('A012'));
    await clock.advance(30);
    act('open-cover');
    await clock.advance(60_000);
    expect(host.heard()).toBe('');
    act('close-cover');
    await clock.advance(1_000);
    expect(host.heard()).toBe(`${came('P001')} ${came('C001')}`);
    expect(view().tickets).toMatchObject([{ text: 'A012\nsecond line' }]);
  });

  it('W8, the cutter failed: P without C; after the scrap is out 10 05 01 brings C', async () => {
    const { send, host, act, clock, view } = createBench();
    act('jam-cutter', { at: 'next-cut' });
    send(job('A012'));
    await clock.advance(60_000);
    expect(host.heard()).toBe(came('P001'));
    act('clear-cutter', { resume: false });
    send('10 05 01');
    await clock.advance(1_000);
    expect(host.heard()).toBe(`${came('P001')} ${came('C001')}`);
    expect(view().tickets).toMatchObject([{ text: 'A012\nsecond line' }]);
  });

  it('W9, the head became hot: P and C come late, without anybody doing anything', async () => {
    const { send, host, act, clock } = createBench();
    send(job('A012'));
    await clock.advance(30);
    act('overheat', { seconds: 120 });
    await clock.advance(119_000);
    expect(host.heard()).toBe('');
    await clock.advance(2_000);
    expect(host.heard()).toBe(`${came('P001')} ${came('C001')}`);
  });

  it('W12, bytes of a command were missing: the next ticket vanishes in it, unless the host clears or pads before', () => {
    const half = '1D 28 6B 14 00 31 50 30 "https"';
    const eaten = createInstantBench();
    eaten.send(half);
    eaten.send(job('A013'));
    expect(eaten.view().tickets).toMatchObject([{ text: expect.not.stringContaining('A013') }]);

    const cleared = createInstantBench();
    cleared.send(half);
    cleared.send(clear);
    cleared.send(job('A013'));
    expect(cleared.view().tickets).toMatchObject([{ text: 'A013\nsecond line' }]);

    const padded = createInstantBench();
    padded.send(half);
    padded.host.send(new Uint8Array(8_192));
    padded.send(`1B 40 ${job('A013')}`);
    expect(padded.view().tickets).toMatchObject([{ text: 'A013\nsecond line' }]);
  });
});

/** Bytes of ticket-printing.md 1.1 that a known library sends, and what the customer then holds. */
describe('what careless bytes look like on paper', () => {
  const paperOf = (wire: string, options = {}) => {
    const { send, view } = createInstantBench(options);
    send(wire);
    return { lines: view().uncut.map(({ text }) => text), errors: view().protocolErrors };
  };

  it('E3, a QR command of clones prints its parameters', () => {
    const { lines, errors } = paperOf('1D 5A 02 1B 5A 03 4C 06 05 00 "HELLO" 0A');
    expect(lines).toEqual(['LHELLO']);
    expect(errors).toEqual(['unknown command 1D 5A', 'unknown command 1B 5A']);
  });

  it('E5, an error level in two digits leaves the second one on paper', () => {
    expect(paperOf('1D 28 6B 03 00 31 45 34 38 0A').lines).toEqual(['8']);
  });

  it('E6, sizes of 1B 21 leave Chinese small, and a later 1D 21 size stays on Chinese', () => {
    const { send, view } = createInstantBench();
    send('1C 26 1B 21 00 1B 21 30 C8CB 0A 1D 21 22 1B 21 00 C8CB "A" 0A');
    expect(view().uncut).toMatchObject([
      { text: '人', width: 1 },
      { text: '人A', width: 3 },
    ]);
  });

  it('E8, columns padded by characters overflow with Chinese', () => {
    const cell = `D2B5 CEF1 "${' '.repeat(22)}"`;
    expect(paperOf(`1C 26 ${cell} ${cell} "!" 0A`).lines).toHaveLength(2);
    expect(paperOf(`"ab${' '.repeat(22)}ab${' '.repeat(21)}!" 0A`).lines).toHaveLength(1);
  });

  it('E13, Chinese without 1C 26 is left to the luck of the printer', () => {
    expect(paperOf('BAC5 0A').lines).toEqual(['□□']);
    expect(paperOf('BAC5 0A', { chineseAtStart: true }).lines).toEqual(['号']);
  });
});

/** Each line carries its own number, so that a lost or a doubled one is found. */
describe('whatever happens to a printer that keeps its power', () => {
  const nuisances = [
    { name: 'open-cover', args: {} },
    { name: 'close-cover', args: {} },
    { name: 'paper-low', args: {} },
    { name: 'paper-out', args: { afterMm: 9 } },
    { name: 'load-paper', args: {} },
    { name: 'jam-cutter', args: {} },
    { name: 'jam-cutter', args: { at: 'next-cut' } },
    { name: 'clear-cutter', args: {} },
    { name: 'overheat', args: { seconds: 1 } },
    { name: 'fault', args: {} },
    { name: 'fault', args: { on: false } },
    { name: 'press-feed', args: {} },
  ];
  const remedies = [
    { name: 'close-cover', args: {} },
    { name: 'load-paper', args: {} },
    { name: 'clear-cutter', args: {} },
    { name: 'fault', args: { on: false } },
  ];

  it('each line comes onto paper once, in order', async () => {
    const event = fc.oneof(
      fc.record({ act: fc.constantFrom(...nuisances) }),
      fc.record({ lines: fc.integer({ min: 1, max: 4 }) }),
      fc.record({
        send: fc.constantFrom('1D 56 42 00', '1D 56 00', '1D 56 61 00', '10 04 01', '10 05 01', '1D 72 01'),
      }),
      fc.record({ wait: fc.integer({ min: 1, max: 500 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        const { act, send, view, clock } = createBench();
        let sent = 0;
        for (const happening of events) {
          if ('act' in happening) act(happening.act.name, happening.act.args);
          else if ('send' in happening) send(happening.send);
          else if ('wait' in happening) await clock.advance(happening.wait);
          else for (let line = 0; line < happening.lines; line++) send(`"${sent++}" 0A`);
        }
        for (const { name, args } of remedies) act(name, args);
        await clock.advance(60_000);
        const { tickets, torn, uncut, printing } = view();
        expect(printing).toBe(false);
        const lines = [...tickets, ...torn].flatMap((piece) => piece.lines).concat(uncut);
        const numbers = lines.map(({ text }) => Number(text));
        expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: sent }, (_, number) => number));
        for (const { lines: piece } of [...tickets, ...torn, { lines: uncut }]) {
          const order = piece.map(({ text }) => Number(text));
          expect(order).toEqual(order.toSorted((a, b) => a - b));
        }
      }),
      { numRuns: 60 },
    );
  });
});
