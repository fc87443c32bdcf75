import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createInstantBench } from './bench.js';

const cutOff = '1D 56 42 00';

describe('a command the printer does not have', () => {
  it('is noted and what follows is printed, like the QR command some clones know', () => {
    const { send, view } = createInstantBench();
    send('1B 5A 03 4C 06 05 00 "HELLO" 0A');
    expect(view().uncut).toMatchObject([{ text: 'LHELLO' }]);
    expect(view().protocolErrors).toEqual(['unknown command 1B 5A']);
  });

  it.each([
    ['1B 74 00'],
    ['1B 52 0F'],
    ['1B 4D 01'],
    ['1B 2D 01'],
    ['1C 2D 01'],
    ['1D 4C 00 00'],
    ['1D 57 40 02'],
    ['1B 63 34 00'],
    ['1B 32'],
    ['1B 33 20'],
    ['00 00 00 0D'],
  ])('%s is one it has, without a trace on paper', (code) => {
    const { send, view } = createInstantBench();
    send(`${code} "a" 0A`);
    expect(view()).toMatchObject({ uncut: [{ text: 'a' }], protocolErrors: [] });
  });

  it('is skipped by its length when it has one', () => {
    const { send, view } = createInstantBench();
    send('1D 28 44 03 00 14 01 00 1C 28 43 02 00 30 02 "a" 0A');
    expect(view()).toMatchObject({
      uncut: [{ text: 'a' }],
      protocolErrors: ['function ( C 30 02 is skipped'],
    });
  });

  it('does not eat the command after a lonely ESC', () => {
    const { send, view } = createInstantBench();
    send('1B 1D 21 11 "a" 0A 10 1B 45 01 "b" 0A');
    expect(view()).toMatchObject({
      uncut: [
        { text: 'a', width: 2 },
        { text: 'b', bold: true },
      ],
      protocolErrors: ['unknown command 1B'],
    });
  });

  it('is only kept in mind a hundred times', () => {
    const { send, view } = createInstantBench();
    for (let times = 0; times < 150; times++) send('1B 5A');
    expect(view().protocolErrors).toHaveLength(100);
  });

  it('eats the next ticket when its own bytes are missing, whoever sends them', () => {
    const { send, view, printer } = createInstantBench();
    send('1D 76 30 00 01 00 05 00 FF FF');
    printer.setFaults({ unplugged: true });
    printer.setFaults({ unplugged: false });
    send('"A012" 0A');
    expect(view().uncut).toEqual([]);
  });
});

describe('any bytes at all', () => {
  it('never break the printer, and the clear command ends whatever they began', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (noise) => {
        const { host, view, send } = createInstantBench({ rollMm: 500_000 });
        host.send(noise);
        send(`10 14 08 01 03 14 01 06 02 08 1B 40 "A012" 0A ${cutOff}`);
        expect(view().tickets.at(-1)?.text.endsWith('A012')).toBe(true);
        expect(() => JSON.stringify(view())).not.toThrow();
      }),
    );
  });
});
