import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CardDispenserView, createCardDispenser } from '../../../../simulators/terminal/card-dispenser.js';
import { createRequestDecoder, encodeReply } from '../../../../simulators/terminal/card-dispenser-codec.js';
import { flagNames } from '../../../../simulators/terminal/card-dispenser-mechanism.js';
import { hex, toHex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';

/** terminal-health.md 5.2. */
const RF = '02 52 46 03 15';
const PB = '02 50 42 03 13';
const GV = '02 47 56 03 10';
const ST = '02 53 54 03 06';
const DC = '02 44 43 03 06';
const CP = '02 43 50 03 12';
const rfReady = '02 53 46 30 30 30 03 24';
const pbReady = '02 50 42 30 30 31 03 22';

function start(options = {}) {
  const clock = new VirtualClock();
  const unit = createCardDispenser({ clock, random: seededRandom(1) }, options);
  const host = plugHost(unit);
  const send = (bytes: string) => {
    host.forget();
    host.send(bytes);
    return host.heard();
  };
  /** Command, ACK, ENQ: the reply. */
  const ask = (command: string) => {
    expect(send(command)).toBe('06');
    return send('05');
  };
  const act = (name: string, args: Record<string, unknown> = {}) => unit.actions[name]!(args);
  return { clock, unit, host, send, ask, act, view: () => unit.view() as CardDispenserView };
}

describe('the frames of the dispenser', () => {
  it.each([
    ['SF', '000', rfReady],
    ['SF', '008', '02 53 46 30 30 38 03 2C'],
    ['SF', '010', '02 53 46 30 31 30 03 25'],
    ['SF', '020', '02 53 46 30 32 30 03 26'],
    ['PB', '001', pbReady],
    ['PB', '011', '02 50 42 30 31 31 03 23'],
    ['PB', '008', '02 50 42 30 30 38 03 2B'],
    ['PB', '020', '02 50 42 30 32 30 03 21'],
  ])('%s %s is built as published', (code, data, wire) => {
    expect(toHex(encodeReply(code, data))).toBe(wire);
  });

  it.each([
    ['RF', RF],
    ['PB', PB],
    ['GV', GV],
    ['ST', ST],
    ['DC', DC],
    ['CP', CP],
  ])('%s is understood', (code, wire) => {
    expect(createRequestDecoder()(hex(wire))).toEqual([{ kind: 'command', code }]);
  });

  it.each([RF, PB, GV])('%s with one bit wrong is never that command', (wire) => {
    for (let bit = 0; bit < 40; bit++) {
      const bytes = hex(wire);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      expect(createRequestDecoder()(bytes).filter(({ kind }) => kind === 'command')).toEqual([]);
    }
  });

  it('reads the same in any pieces, with noise before it, and never throws', () => {
    const wire = Buffer.concat([hex('FF 00 06'), hex(RF), hex('05'), hex(PB)]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: wire.length })), (cuts) => {
        const decode = createRequestDecoder();
        const borders = [0, ...cuts.sort((a, b) => a - b), wire.length];
        expect(borders.slice(1).flatMap((end, at) => decode(wire.subarray(borders[at], end)))).toEqual([
          { kind: 'command', code: 'RF' },
          { kind: 'enquiry' },
          { kind: 'command', code: 'PB' },
        ]);
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (noise) => void createRequestDecoder()(noise)));
  });
});

describe('the card dispenser', () => {
  it('is ready, says its version, and answers only after ENQ', () => {
    const { ask, send } = start();
    expect(ask(RF)).toBe(rfReady);
    expect(ask(PB)).toBe(pbReady);
    expect(ask(GV)).toBe(toHex(encodeReply('GV', '319')));
    expect(send('05')).toBe('');
  });

  it.each([
    ['jam', { on: true }, '020', '020'],
    ['fail', { on: true }, '200', '200'],
    ['bin-full', { on: true }, '100', '101'],
    ['hopper-low', {}, '010', '011'],
    ['hopper-empty', {}, '008', '008'],
    ['halt', { on: true }, '001', '000'],
    ['card', { at: 'at-take' }, '004', '005'],
    ['card', { at: 'at-read' }, '002', '003'],
    ['motion', { is: 'dispensing' }, '800', '800'],
    ['motion', { is: 'calling-back' }, '400', '400'],
  ])('%s %j is RF %s and PB %s', (name, args, rf, pb) => {
    const { ask, act, view } = start();
    act(name, args);
    expect(ask(RF)).toBe(toHex(encodeReply('SF', rf)));
    expect(ask(PB)).toBe(toHex(encodeReply('PB', pb)));
    expect(view()).toMatchObject({ rf, pb });
  });

  it('tells the first of several states, by the priority of the manual', () => {
    const { act, view } = start();
    act('hopper-empty');
    act('bin-full');
    expect(view().rf).toBe('100');
    act('jam');
    expect(view().rf).toBe('020');
    act('fail');
    expect(view().rf).toBe('200');
  });

  it.each(flagNames.flatMap((names, digit) => names.map((name, bit) => [name, digit, bit] as const)))(
    'can be made to show the flag %s: digit %i, bit %i',
    (name, digit, bit) => {
      const { ask, act } = start();
      act('force-flags', { flags: [name] });
      const digits = [0x30, 0x30, 0x30];
      digits[digit]! |= 1 << bit;
      expect(ask(PB)).toBe(toHex(encodeReply('PB', String.fromCharCode(...digits))));
      act('unforce');
      expect(ask(PB)).toBe(pbReady);
    },
  );

  it('refuses a wrong BCC with NAK and forgets what it was asked', () => {
    const { send, view } = start();
    send(RF);
    expect(send('02 52 46 03 14')).toBe('15');
    expect(send('05')).toBe('');
    expect(view()).toMatchObject({ broken: 1, tripwires: [] });
  });

  it('forgets the question when ENQ stays away', async () => {
    const { send, clock } = start({ enquiryMs: 500 });
    send(RF);
    await clock.advance(499);
    expect(send('05')).toBe(rfReady);
    send(RF);
    await clock.advance(500);
    expect(send('05')).toBe('');
  });

  it('can be busy, refuse, fall silent after ACK, and reply wrongly, as often as wanted', () => {
    const { send, ask, act } = start();
    act('busy');
    expect(send(RF)).toBe('');
    expect(send('05')).toBe('');
    act('nak', { times: 1 });
    expect(send(RF)).toBe('15');
    act('no-reply');
    expect(ask(RF)).toBe('');
    act('wrong-bcc');
    expect(ask(RF)).toBe('02 53 46 30 30 30 03 7E');
    act('wrong-reply');
    expect(ask(RF)).toBe(pbReady);
    expect(ask(RF)).toBe(rfReady);
  });

  it('answers late', async () => {
    const { send, unit, host, clock } = start();
    unit.setFaults({ lateMs: 300 });
    expect(send(RF)).toBe('');
    await clock.advance(300);
    expect(host.heard()).toBe('06');
  });

  it.each([
    ['DC', DC, { cards: 199, card: 'at-take' }],
    ['CP', CP, { card: 'none', binCards: 1, last: 'called-back' }],
    ['ST', ST, { jammed: false, failed: false }],
  ])('carries %s out and remembers that it came', (code, wire, expected) => {
    const { send, act, view, clock } = start();
    if (code === 'CP') act('card', { at: 'at-read' });
    if (code === 'ST') act('fail');
    send(wire);
    expect(view().tripwires).toEqual([{ code, at: clock.now() }]);
    send('05');
    expect(view()).toMatchObject(expected);
    act('forget-tripwires');
    expect(view().tripwires).toEqual([]);
  });

  it('gives out no card when it cannot', () => {
    const { send, act, view } = start();
    act('hopper-empty');
    send(DC);
    send('05');
    expect(view()).toMatchObject({ cards: 0, card: 'none' });
  });

  it('refuses a command it does not know, and remembers it too', () => {
    const { send, view } = start();
    expect(send('02 58 58 03 01')).toBe('15');
    expect(view().tripwires).toMatchObject([{ code: 'XX' }]);
  });

  it('a customer takes the card', () => {
    const { act, view } = start();
    act('card', { at: 'at-take' });
    act('take-card');
    expect(view().flags).toEqual(expect.arrayContaining(['card-taken', 'ready']));
  });

  it('has a bounded memory and no timer left when closed', () => {
    const { send, view, unit, clock } = start();
    for (let count = 0; count < 150; count++) send(ST);
    expect(view().tripwires).toHaveLength(100);
    unit.close();
    expect(clock.pending).toBe(0);
  });
});
