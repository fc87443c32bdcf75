import { describe, expect, it } from 'vitest';
import { createSimulator } from '../../../../simulators/registry.js';
import type { PrinterView } from '../../../../simulators/ticket-printer/escpos.js';
import { createWorld } from '../../../../simulators/world.js';
import { hex } from '../../../support/hex.js';
import { plugHost } from '../host.js';
import { bytes, createBench, createInstantBench } from './bench.js';

const clear = '10 14 08 01 03 14 01 06 02 08';
const id = (digits: string) => `1D 28 48 06 00 30 30 "${digits}"`;
const cutOff = '1D 56 42 00';
const job = `1C 26 C4FA B5C4 0A ${id('P001')} ${cutOff} ${id('C001')}`;
const P = '37 22 50 30 30 31 00';
const C = '37 22 43 30 30 31 00';

/** What each family does with one and the same job, and what the customer then holds (ticket-printing.md 9.6). */
describe('a ticket on a unit that', () => {
  it.each([
    ['epson-full', [P, C], '您的'],
    ['no-id', [], '您的'],
    ['id-parse-time', [P, C], '您的'],
    // What it prints makes the cut fall into the middle of a line, where it is ignored.
    ['id-printed-as-text', [], '您的\nH00P001H00C001'],
    ['no-asb', [P, C], '您的'],
    ['no-clear', [P, C], '您的'],
    ['liar', [], '您的'],
  ] as const)('is %s', async (profile, said, text) => {
    const { send, host, view, clock } = createBench({ profile });
    send(`${job} 0A ${cutOff}`);
    await clock.advance(5_000);
    expect(host.heard()).toBe(said.join(' '));
    expect(view().tickets[0]?.text).toBe(text);
  });

  it('answers process IDs when it reads them has told both before anything is on paper', () => {
    const { send, host, view } = createBench({ profile: 'id-parse-time' });
    send(job);
    expect(host.heard()).toBe(`${P} ${C}`);
    expect(view()).toMatchObject({ tickets: [], uncut: [], printing: true });
  });

  it('answers them when it reads them does not take bytes of a picture or a QR symbol for one', () => {
    const { send, host } = createBench({ profile: 'id-parse-time' });
    send(`1D 76 30 00 0B 00 01 00 ${id('0001')} 1D 28 6B 0E 00 31 50 30 ${id('0002')}`);
    expect(host.heard()).toBe('');
  });

  it('prints them as text says on paper what it was asked', () => {
    const { send, view } = createInstantBench({ profile: 'id-printed-as-text' });
    send(`"A012" 0A ${id('P001')} 0A`);
    expect(view().uncut.map(({ text }) => text)).toEqual(['A012', 'H00P001']);
    expect(view().protocolErrors).toEqual(['unknown command 1D 28']);
  });
});

describe('a unit', () => {
  it('without automatic status takes 1D 61 and says nothing; real-time status works', () => {
    const { ask, act, host, view } = createInstantBench({ profile: 'no-asb' });
    expect(ask('1D 61 0F')).toBe('');
    act('paper-out');
    expect(host.heard()).toBe('');
    expect(ask('10 04 04')).toBe('7E');
    expect(view().protocolErrors).toEqual([]);
  });

  it('without a near-end sensor says 72 when paper is out', () => {
    const { ask, act } = createInstantBench({ profile: 'no-near-end' });
    act('paper-low');
    expect(ask('10 04 04')).toBe('12');
    act('paper-out');
    expect(ask('10 04 04')).toBe('72');
  });

  it('with GBK only has no codes of four bytes', () => {
    const { send, view } = createInstantBench({ profile: 'gbk-only' });
    send('1C 26 C8CB 8139EE39 0A');
    expect(view().uncut[0]?.text).not.toBe('人㐀');
    expect(view().uncut[0]?.text).toMatch(/^人/);
  });

  it('without QR symbols prints what should become one', () => {
    const { send, view } = createInstantBench({ profile: 'no-native-qr' });
    send('1D 28 6B 04 00 31 41 32 00 1D 28 6B 07 00 31 50 30 "A012" 1D 28 6B 03 00 31 51 30 0A');
    expect(view().uncut.map(({ text }) => text)).toEqual(['k1A2k1P0A012k1Q0']);
    expect(view().hanging.qr).toEqual([]);
  });

  it.each(['no-clear', 'liar'] as const)(
    'that is %s keeps what should be cleared, and does not answer',
    async (profile) => {
      const { ask, view, act, clock } = createBench({ profile });
      act('open-cover');
      expect(ask(`"A012" 0A ${clear}`)).toBe('');
      act('close-cover');
      await clock.advance(1_000);
      expect(view()).toMatchObject({ uncut: [{ text: 'A012' }], protocolErrors: [] });
    },
  );

  it('that lies names itself an Epson TM-T88V', () => {
    expect(createBench({ profile: 'liar' }).ask('1D 49 42 1D 49 43')).toBe(
      '5F 45 50 53 4F 4E 00 5F 54 4D 2D 54 38 38 56 00',
    );
  });

  it.each([
    ['byte4-0f', '14 00 00 0F'],
    ['byte4-00', '14 00 00 00'],
  ] as const)('%s says %s', (profile, block) => {
    expect(createBench({ profile }).ask('1D 61 0F')).toBe(block);
  });

  it.each([
    ['counters', '1D 67 32 00 32 00 0A', '22'],
    ['graphics', '1D 28 4C 02 00 30 32 0A', 'L02'],
  ])('without %s prints them as text', (name, wire, text) => {
    const { send, view } = createInstantBench({ [name]: false });
    send(wire);
    expect(view().uncut.map((line) => line.text)).toEqual([text]);
  });

  it('is what its own options say where they differ from its profile, also when started by its kind', () => {
    const options = { profile: 'liar', model: 'X', clear: true };
    const printer = createSimulator('ticket-printer/escpos', createWorld({ seed: 1 }), options);
    const host = plugHost(printer);
    host.send(hex('1D 49 42 1D 49 43'));
    host.send(bytes(`${clear} ${id('0001')}`));
    expect(host.heard()).toBe('5F 45 50 53 4F 4E 00 5F 58 00 37 25 00');
    expect((printer.view() as PrinterView).protocolErrors).toEqual([]);
    printer.close();
  });

  it('of a profile that does not exist is refused by name', () => {
    expect(() => createBench({ profile: 'star' as never })).toThrow(/profile.*epson-full/);
    expect(() => createSimulator('ticket-printer/escpos', createWorld({ seed: 1 }), 'liar')).toThrow('object');
  });
});

/** ticket-printing.md 2.7. */
describe('the user setting mode', () => {
  const enter = '1D 28 45 03 00 01 "IN"';
  const leave = '1D 28 45 04 00 02 "OUT"';
  const noticeOn = '1D 28 45 0A 00 03 01 32 32 32 32 32 32 32 31';
  const gb18030 = '1D 28 45 0A 00 03 02 32 32 32 32 32 30 32 32';
  const gb2312 = '1D 28 45 0A 00 03 02 32 32 32 32 32 31 32 32';

  it('switches the power-on notice on, for every power-up from then on', () => {
    const { ask, host, printer } = createInstantBench();
    expect(ask(enter)).toBe('37 20 00');
    expect(ask(`${noticeOn} 1D 28 45 02 00 04 01`)).toBe('37 21 30 30 30 30 30 30 30 31 00');
    expect(ask(leave)).toBe('3B 31 00');
    host.forget();
    printer.restart();
    printer.restart();
    expect(host.heard()).toBe('3B 31 00 3B 31 00');
  });

  it('switches between GB18030 and GB2312', () => {
    const { send, view } = createInstantBench({ charset: 'gbk' });
    send(`${enter} ${gb18030} ${leave}`);
    send('1C 26 8139EE39 0A');
    send(`${enter} ${gb2312} ${leave}`);
    send('1C 26 8139EE39 0A');
    expect(view().uncut[0]?.text).toBe('㐀');
    expect(view().uncut[1]?.text).not.toBe('㐀');
  });

  it('left resets the printer and drops what waits behind it', async () => {
    const { send, view, clock, act } = createBench();
    act('open-cover');
    send(`1D 21 11 ${enter} ${leave} "lost" 0A`);
    act('close-cover');
    await clock.advance(1_000);
    send('"A012" 0A');
    await clock.advance(1_000);
    expect(view().uncut).toMatchObject([{ text: 'A012', width: 1 }]);
    expect(view().uncut).toHaveLength(1);
  });

  it('changes nothing before it is entered, nor by digits that are none', () => {
    const { ask, view, printer, host } = createInstantBench();
    ask(noticeOn);
    ask(`${enter} 1D 28 45 0A 00 03 01 32 32 32 32 32 32 32 33 ${leave}`);
    host.forget();
    printer.restart();
    expect(host.heard()).toBe('');
    expect(view().protocolErrors).toEqual([
      'user setting: function 03 outside of the mode is ignored',
      'user setting: switches 01 cannot be set so',
    ]);
  });
});

/** ticket-printing.md 2.6. */
describe('what the host chooses at the panel', () => {
  it('1B 63 34: near end stops printing, until it says otherwise or resets', () => {
    const { send, act, ask, view } = createInstantBench();
    act('paper-low');
    send('1B 63 34 03 "A" 0A');
    expect(view().uncut).toEqual([]);
    expect(ask('10 04 01 10 04 02 10 04 04')).toBe('1E 32 1E');
    act('load-paper');
    expect(view().uncut).toMatchObject([{ text: 'A' }]);
    send('1B 63 34 00 "B" 0A');
    act('paper-low');
    send('"C" 0A');
    expect(view().uncut.map(({ text }) => text)).toEqual(['A', 'B', 'C']);
  });

  it('1B 63 35: the feed button is dead, until 1B 40 or a power cycle', () => {
    const { send, act, clock, printer } = createBench();
    for (const undo of [() => send('1B 40'), () => printer.restart()]) {
      send('1B 63 35 01');
      act('press-feed');
      expect(clock.pending).toBe(0);
      undo();
    }
    act('press-feed');
    expect(clock.pending).toBe(1);
  });

  it('1B 63 33 is for a parallel port, and nothing else is known', () => {
    const { send, view } = createInstantBench();
    send('1B 63 33 03 1B 63 30 01');
    expect(view().protocolErrors).toEqual(['1B 63 30 is ignored']);
  });
});
