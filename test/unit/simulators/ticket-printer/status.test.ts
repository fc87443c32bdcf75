import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hex } from '../../../support/hex.js';
import { plugHost } from '../host.js';
import { createBench, createInstantBench, ticket, ticketText } from './bench.js';

type Bench = ReturnType<typeof createBench>;

/** The four real-time answers of ticket-printing.md 3.2, in one string. */
const realtime = ({ ask }: Bench) => ask('10 04 01 10 04 02 10 04 03 10 04 04');

/** Trouble, what 10 04 1 to 4 say, and the automatic block of ticket-printing.md 3.3. */
const troubles: readonly [name: string, trouble: (bench: Bench) => unknown, answers: string, block: string][] = [
  ['all is well', () => undefined, '16 12 12 12', '14 00 00 0F'],
  ['paper is near its end', ({ act }) => act('paper-low'), '16 12 12 1E', '14 00 03 0F'],
  ['paper is out', ({ act }) => act('paper-out'), '1E 32 12 7E', '1C 00 0F 0F'],
  ['the cover is open', ({ act }) => act('open-cover'), '1E 16 12 12', '3C 00 00 0F'],
  ['the cutter is blocked', ({ act }) => act('jam-cutter'), '1E 52 1A 12', '1C 08 00 0F'],
  ['paper is jammed', ({ act }) => act('fault', { kind: 'mechanical' }), '1E 52 16 12', '1C 04 00 0F'],
  ['the hardware has failed', ({ act }) => act('fault'), '1E 52 32 12', '1C 20 00 0F'],
  ['the head is too hot', ({ act }) => act('overheat', { seconds: 60 }), '1E 52 52 12', '1C 40 00 0F'],
  ['somebody pressed the offline button', ({ act }) => act('offline-button'), '1E 12 12 12', '1C 00 00 0F'],
  ['somebody feeds paper', ({ act }) => act('press-feed'), '5E 1A 12 12', '5C 02 00 0F'],
];

describe('real-time status', () => {
  it.each(troubles)('when %s', (_name, trouble, answers) => {
    const bench = createBench();
    trouble(bench);
    expect(realtime(bench)).toBe(answers);
  });

  it('tells of two troubles at once', () => {
    const bench = createBench();
    bench.act('open-cover');
    bench.act('paper-out');
    expect(realtime(bench)).toBe('1E 36 12 7E');
    bench.act('load-paper');
    expect(realtime(bench)).toBe('1E 16 12 12');
  });

  it('is 72 at paper end on a unit without a near-end sensor, and nothing before', () => {
    const bench = createBench({ nearEndSensor: false });
    bench.act('paper-low');
    expect(bench.view().paper).toBe('low');
    expect(bench.ask('10 04 04')).toBe('12');
    bench.act('paper-out');
    expect(bench.ask('10 04 04')).toBe('72');
  });

  it('is 12 on a healthy unit whose drawer pin is low', () => {
    expect(realtime(createBench({ drawerHigh: false }))).toBe('12 12 12 12');
  });

  it('has only four answers', () => {
    const bench = createBench();
    expect(bench.ask('10 04 00 10 04 05 10 04 07 10 04 08 10 04 14')).toBe('');
  });

  it('comes in the middle of a picture, and the picture stays whole', () => {
    const bench = createInstantBench();
    bench.host.send(hex('1D 76 30 00 01 00 08 00 AA AA'));
    expect(bench.ask('10 04 01')).toBe('16');
    bench.send('AA AA AA "A012" 0A');
    expect(bench.view()).toMatchObject({ uncut: [{ text: 'A012' }], protocolErrors: [] });
  });

  it('is answered for bytes that only look like a question: in a picture, its header, a QR symbol', () => {
    const bench = createInstantBench();
    expect(bench.ask('1D 76 30 00 01 00 03 00 10 04 04')).toBe('12');
    expect(bench.ask('1D 28 6B 06 00 31 50 30 10 04 02')).toBe('12');
    expect(bench.ask('1D 76 30 00 10 04 01 00')).toBe('16');
  });

  it('is asked by three bytes in any pieces, each question once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 })), (sizes) => {
        const bench = createBench();
        const wire = hex('10 04 01 10 10 04 02 41 0A 10 04 04');
        let at = 0;
        for (const size of [...sizes, wire.length]) {
          bench.host.send(wire.subarray(at, at + size));
          at += size;
        }
        expect(bench.host.heard()).toBe('16 12 12');
      }),
    );
  });

  it('leaves nothing on paper', () => {
    const bench = createInstantBench();
    bench.send('10 04 01 "A" 10 04 02 "B" 0A');
    expect(bench.view()).toMatchObject({ uncut: [{ text: 'AB' }], protocolErrors: [] });
  });
});

describe('automatic status', () => {
  it.each(troubles)('told at once when it is switched on while %s', (_name, trouble, _answers, block) => {
    const bench = createBench();
    bench.send('1D 61 0F');
    bench.host.forget();
    trouble(bench);
    if (block === '14 00 00 0F') expect(bench.ask('1D 61 0F')).toBe(block);
    else expect(bench.host.heard()).toBe(block);
  });

  it('tells the end of a trouble as well, and nothing twice', () => {
    const bench = createBench();
    bench.send('1D 61 0E');
    for (const name of ['open-cover', 'open-cover', 'close-cover', 'close-cover']) bench.act(name);
    expect(bench.host.heard()).toBe('14 00 00 0F 3C 00 00 0F 14 00 00 0F');
  });

  it('is off at first, off with 1D 61 00, and off after 1B 40', () => {
    for (const wire of ['', '1D 61 0F 1D 61 00', '1D 61 0F 1B 40']) {
      const bench = createBench();
      bench.send(wire);
      bench.host.forget();
      bench.act('paper-out');
      expect(bench.host.heard(), wire).toBe('');
    }
  });

  it.each([
    ['02', 'open-cover', '3C 00 00 0F'],
    ['02', 'paper-low', ''],
    ['04', 'paper-low', ''],
    ['04', 'open-cover', ''],
    ['04', 'jam-cutter', '1C 08 00 0F'],
    ['08', 'paper-low', '14 00 03 0F'],
    ['08', 'open-cover', ''],
    ['08', 'paper-out', '1C 00 0F 0F'],
    ['40', 'press-feed', '5C 02 00 0F'],
    ['01', 'open-cover', ''],
    ['FF', 'open-cover', '3C 00 00 0F'],
  ])('with n = %s, %s makes it say "%s"', (n, name, said) => {
    const bench = createBench();
    bench.send(`1D 61 ${n}`);
    bench.host.forget();
    bench.act(name);
    expect(bench.host.heard()).toBe(said);
  });

  it('is switched on in its turn: not before the line ahead of it is printed, not while the printer is offline', async () => {
    const bench = createBench();
    bench.send('"A012" 0A 1D 61 0F');
    expect(bench.host.heard()).toBe('');
    await bench.clock.advance(22);
    expect(bench.host.heard()).toBe('14 00 00 0F');

    const offline = createBench();
    offline.act('open-cover');
    expect(offline.ask('1D 61 0F')).toBe('');
    offline.act('close-cover');
    expect(offline.host.heard()).toBe('14 00 00 0F');
  });

  it('has a fourth byte and an idle first byte that depend on the model', () => {
    expect(createBench({ byte4: 0, drawerHigh: false }).ask('1D 61 0F')).toBe('10 00 00 00');
  });

  it('reaches every host that is connected', () => {
    const bench = createBench();
    const other = plugHost(bench.printer);
    bench.send('1D 61 0F');
    other.forget();
    bench.act('paper-out');
    expect(other.heard()).toBe('1C 00 0F 0F');
  });
});

describe('queued questions', () => {
  it.each([
    ['1D 72 01', '00'],
    ['1D 72 31', '00'],
    ['1D 72 02', '01'],
    ['1D 49 01', '20'],
    ['1D 49 33', '01'],
    ['1D 49 42', '5F 45 50 53 4F 4E 00'],
    ['1D 49 43', '5F 54 4D 2D 54 38 32 49 49 49 00'],
    ['1D 49 44', '5F 53 49 4D 30 30 30 30 30 30 31 00'],
  ])('%s is answered with %s', (question, answer) => {
    expect(createBench().ask(question)).toBe(answer);
  });

  it('names the maker and model it was given, true or not', () => {
    const bench = createBench({ maker: 'EPOSN', model: 'X' });
    expect(bench.ask('1D 49 42 1D 49 43')).toBe('5F 45 50 4F 53 4E 00 5F 58 00');
  });

  it('about paper: near its end, and no answer at all when it is out, until there is paper again', () => {
    const bench = createBench();
    bench.act('paper-low');
    expect(bench.ask('1D 72 01')).toBe('03');
    bench.act('paper-out');
    expect(bench.ask('1D 72 01')).toBe('');
    expect(bench.ask('10 04 04')).toBe('7E');
    bench.host.forget();
    bench.act('load-paper');
    expect(bench.host.heard()).toBe('00');
  });

  it('about what does not exist are noted', () => {
    const bench = createBench();
    expect(bench.ask('1D 49 09')).toBe('');
    expect(bench.view().protocolErrors).toEqual(['1D 49 09 is ignored']);
  });
});

describe('a process ID', () => {
  const id = (digits: string) => `1D 28 48 06 00 30 30 "${digits}"`;

  it('comes back when everything before it is on paper', async () => {
    const bench = createBench();
    bench.send(`${ticket} ${id('0001')}`);
    expect(bench.host.heard()).toBe('');
    await bench.clock.advance(5_000);
    expect(bench.host.heard()).toBe('37 22 30 30 30 31 00');
    expect(bench.view().tickets).toMatchObject([{ text: ticketText }]);
  });

  it('before the cut comes without the one after it when the cutter fails', async () => {
    const bench = createBench();
    bench.act('jam-cutter', { at: 'next-cut' });
    bench.send(`"A012" 0A ${id('P001')} 1D 56 42 00 ${id('C001')}`);
    await bench.clock.advance(5_000);
    expect(bench.host.heard()).toBe('37 22 50 30 30 31 00');
    expect(bench.view()).toMatchObject({ tickets: [], uncut: [{ text: 'A012' }], errors: ['cutter'] });
  });

  it('comes at once when nothing is to be printed', () => {
    expect(createBench().ask(id('0001'))).toBe('37 22 30 30 30 31 00');
  });

  it('does not come from four bytes that are none, nor from another function', () => {
    const bench = createBench();
    expect(bench.ask('1D 28 48 06 00 30 30 30 30 30 7F 1D 28 48 03 00 31 30 33')).toBe('');
    expect(bench.view().protocolErrors).toHaveLength(2);
  });

  it('goes to the host that sent it, and is lost when that one has gone', async () => {
    const bench = createBench();
    const other = plugHost(bench.printer);
    bench.send(`"A012" 0A ${id('0001')}`);
    other.send(hex('1D 28 48 06 00 30 30 30 30 30 32'));
    bench.host.hangUp();
    await bench.clock.advance(100);
    expect(bench.host.heard()).toBe('');
    expect(other.heard()).toBe('37 22 30 30 30 32 00');
  });
});
