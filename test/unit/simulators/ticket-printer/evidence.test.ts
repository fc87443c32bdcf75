import { describe, expect, it } from 'vitest';
import { plugHost } from '../host.js';
import { bytes, createBench, createInstantBench } from './bench.js';

const clear = '10 14 08 01 03 14 01 06 02 08';
const id = (digits: string) => `1D 28 48 06 00 30 30 "${digits}"`;
const came = (digits: string) => `37 22 ${[...Buffer.from(digits)].map((byte) => byte.toString(16)).join(' ')} 00`;
const counted = (digits: string) => `5F ${[...Buffer.from(digits)].map((byte) => byte.toString(16)).join(' ')} 00`;
const cutOff = '1D 56 42 00';
const cuts = '1D 67 32 00 32 00';
const cutsEver = '1D 67 32 00 B2 00';

/** ticket-printing.md 3.5. */
describe('process IDs and a host that is not ready', () => {
  it('only the newest is told when it is ready again', async () => {
    const { act, send, host, clock } = createBench();
    act('hold-answers');
    send(`"a" 0A ${id('0001')} "b" 0A ${id('0002')} "c" 0A ${id('0003')}`);
    await clock.advance(50);
    act('hold-answers', { on: false });
    expect(host.heard()).toBe(came('0002'));
    await clock.advance(1_000);
    expect(host.heard()).toBe(`${came('0002')} ${came('0003')}`);
  });

  it('come before the offline response, which comes before the clear response, which comes before all else', () => {
    const { act, send, host } = createInstantBench();
    send('1D 28 48 03 00 31 30 31');
    act('hold-answers');
    send(`1D 72 01 ${clear} ${id('0007')}`);
    act('open-cover');
    expect(host.heard()).toBe('');
    act('hold-answers', { on: false });
    expect(host.heard()).toBe(`${came('0007')} 37 23 00 37 25 00 00`);
  });

  it('real-time and automatic status do not wait (2.8)', () => {
    const { act, ask } = createInstantBench();
    act('hold-answers');
    expect(ask('10 04 01 1D 61 0F')).toBe('16 14 00 00 0F');
  });

  it('what waits is gone with the power, but not with the clear command: that ID was reached', () => {
    const { act, ask, host, printer } = createInstantBench();
    act('hold-answers');
    ask(`"a" 0A ${id('0001')} ${clear}`);
    act('hold-answers', { on: false });
    expect(host.heard()).toBe(`${came('0001')} 37 25 00`);
    act('hold-answers');
    ask(id('0002'));
    printer.restart();
    act('hold-answers', { on: false });
    expect(host.heard()).toBe('');
  });
});

/** ticket-printing.md 3.5: data that is cleared takes its ID with it silently. */
describe('a process ID never comes when its data was dropped', () => {
  it('by the clear command', async () => {
    const { send, ask, host, clock, view } = createBench();
    send(`"one" 0A "two" 0A ${id('0001')}`);
    await clock.advance(22);
    expect(ask(clear)).toBe('37 25 00');
    host.forget();
    await clock.advance(60_000);
    expect(host.heard()).toBe('');
    expect(view().uncut).toMatchObject([{ text: 'one' }]);
  });

  it('by 10 05 02 after an error', async () => {
    const { send, act, host, clock } = createBench();
    act('fault', { kind: 'mechanical' });
    send(`"one" 0A ${id('0001')} 10 05 02`);
    await clock.advance(60_000);
    expect(host.heard()).toBe('');
  });

  it('by a power cut', async () => {
    const { send, printer, host, clock } = createBench();
    send(`"one" 0A ${id('0001')}`);
    printer.restart();
    await clock.advance(60_000);
    expect(host.heard()).toBe('');
  });

  it('while ten bytes that are almost the clear command drop nothing', async () => {
    const { send, host, clock } = createBench();
    for (const almost of [
      '10 14 08 01 03 14 01 06 02 09',
      '10 14 08 01 03 14 01 05 02 08',
      '10 14 08 02 03 14 01 06 02 08',
    ]) {
      send(`"one" 0A ${id('0001')} ${almost}`);
      await clock.advance(1_000);
      expect(host.heard(), almost).toBe(came('0001'));
      host.forget();
    }
  });
});

/** ticket-printing.md 3.4, 2.6. */
describe('the offline response', () => {
  it.each([
    ['30', ''],
    ['31', '37 23 00'],
    ['32', '37 23 44 40 00'],
  ])('is switched by d = %s', (how, said) => {
    const { send, act, host } = createInstantBench();
    send(`1D 28 48 03 00 31 30 ${how}`);
    act('open-cover');
    act('paper-out');
    expect(host.heard()).toBe(said);
  });

  it('comes each time the printer goes offline, and not any more after a power cycle', () => {
    const { send, act, host, printer } = createInstantBench();
    send('1D 28 48 03 00 31 30 32');
    act('jam-cutter');
    act('clear-cutter');
    act('paper-out');
    expect(host.heard()).toBe('37 23 40 48 00 37 23 60 40 00');
    host.forget();
    act('load-paper');
    printer.restart();
    act('paper-out');
    expect(host.heard()).toBe('');
  });
});

/** ticket-printing.md 2.6, 8 (evidence C). */
describe('the maintenance counters', () => {
  it('count cuts: one set to 0 by the host, one for ever', () => {
    const { send, ask } = createInstantBench();
    expect(ask(`${cuts} ${cutsEver}`)).toBe(`${counted('0')} ${counted('0')}`);
    send(`"a" 0A ${cutOff}`.repeat(12));
    expect(ask(`${cuts} ${cutsEver}`)).toBe(`${counted('12')} ${counted('12')}`);
    send('1D 67 30 00 32 00');
    send(`"a" 0A ${cutOff}`);
    expect(ask(`${cuts} ${cutsEver}`)).toBe(`${counted('1')} ${counted('13')}`);
  });

  it('are told in sequence, and do not count a cut that failed', async () => {
    const { send, act, host, clock } = createBench();
    send(`"a" 0A ${cutOff} ${cuts}`);
    expect(host.heard()).toBe('');
    await clock.advance(1_000);
    expect(host.heard()).toBe(counted('1'));
    act('jam-cutter', { at: 'next-cut' });
    send(`"b" 0A ${cutOff} ${cuts}`);
    await clock.advance(1_000);
    host.forget();
    send('10 05 02');
    act('clear-cutter');
    send(cuts);
    await clock.advance(1_000);
    expect(host.heard()).toBe(counted('1'));
  });

  it('count lines and hours too; another number is an error of the host', async () => {
    const { send, ask, view, clock } = createBench();
    send('"a" 0A "b" 0A');
    await clock.advance(3 * 3_600_000);
    expect(ask('1D 67 32 00 14 00 1D 67 32 00 46 00')).toBe(`${counted('2')} ${counted('3')}`);
    expect(ask('1D 67 32 00 33 00 1D 67 30 00 B2 00')).toBe('');
    expect(view().protocolErrors).toEqual(['1D 67 32: there is no counter 33', '1D 67 30: counter B2 cannot be reset']);
  });

  it('lose what was counted shortly before a power cut, and only that', async () => {
    const { send, ask, printer, clock } = createBench({ instant: true, counterSaveMs: 120_000 });
    send(`"a" 0A ${cutOff}`);
    await clock.advance(121_000);
    send(`"b" 0A ${cutOff}`);
    await clock.advance(60_000);
    expect(ask(cutsEver)).toBe(counted('2'));
    printer.restart();
    expect(ask(cutsEver)).toBe(counted('1'));
  });
});

describe('a connection that breaks around a process ID', () => {
  it.each([
    ['before-id', ''],
    ['after-id', came('0001')],
  ])('%s: the host has heard "%s", the ticket comes out once', async (at, heard) => {
    const { send, act, host, clock, view, printer } = createBench();
    act('drop-connection', { at });
    send(`"A012" 0A ${id('0001')} ${cutOff} ${id('0002')}`);
    await clock.advance(2_000);
    expect(host).toMatchObject({ closed: true });
    expect(host.heard()).toBe(heard);
    expect(view().tickets).toMatchObject([{ text: 'A012' }]);
    const again = plugHost(printer);
    again.send(bytes(id('0003')));
    expect(again.heard()).toBe(came('0003'));
    expect(again.closed).toBe(false);
  });

  it('now: at once', () => {
    const { act, host } = createBench();
    act('drop-connection');
    expect(host.closed).toBe(true);
  });
});
