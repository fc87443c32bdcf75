import { describe, expect, it } from 'vitest';
import { bytes, createBench, createInstantBench } from './bench.js';

const cutOff = '1D 56 42 00';

type Bench = ReturnType<typeof createBench>;
interface Dots {
  readonly width: number;
  readonly height: number;
  readonly base64: string;
}

/** The picture as somebody sees it: `#` is black. */
function look({ act }: Bench, digest: string | undefined): string[] {
  const { width, height, base64 } = act('pixels', { digest }) as Dots;
  const rows = Buffer.from(base64, 'base64');
  const stride = Math.ceil(width / 8);
  expect(rows).toHaveLength(stride * height);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => ((rows[y * stride + (x >> 3)]! << (x & 7)) & 0x80 ? '#' : '.')).join(''),
  );
}

function pictureOf(wire: string, before = '') {
  const bench = createInstantBench();
  bench.send(before);
  bench.send(`${wire} ${cutOff}`);
  const [ticket] = bench.view().tickets;
  expect(ticket?.pictures).toHaveLength(1);
  expect(bench.view().protocolErrors).toEqual([]);
  return { dots: look(bench, ticket?.pictures[0]?.digest), picture: ticket?.pictures[0] };
}

/** An arrow of 5 by 3 dots. */
const arrow = ['..#..', '#####', '..#..'];
const arrowRows = '20 F8 20';

/** ticket-printing.md 2.4. */
describe('a picture can be read again from the paper', () => {
  it('sent as 1D 76 30, in four sizes', () => {
    expect(pictureOf(`1D 76 30 00 01 00 03 00 ${arrowRows}`).dots).toEqual(arrow.map((row) => `${row}...`));
    expect(pictureOf('1D 76 30 01 01 00 01 00 A0').dots).toEqual(['##..##..........']);
    expect(pictureOf('1D 76 30 02 01 00 01 00 A0').dots).toEqual(['#.#.....', '#.#.....']);
    expect(pictureOf('1D 76 30 03 01 00 01 00 81').dots).toEqual(['##............##', '##............##']);
  });

  it.each([
    ['1D 28 4C', '1D 28 4C 0D 00'],
    ['1D 38 4C', '1D 38 4C 0D 00 00 00'],
  ])('sent as %s, then printed, once', (_what, head) => {
    const { dots } = pictureOf(`${head} 30 70 30 01 01 31 05 00 03 00 ${arrowRows} 1D 28 4C 02 00 30 32`);
    expect(dots).toEqual(arrow);
    const { send, view } = createInstantBench();
    send(`${head} 30 70 30 01 01 31 05 00 03 00 ${arrowRows}`);
    for (let times = 0; times < 2; times++) send('1D 28 4C 02 00 30 02');
    expect(view().hanging.pictures).toMatchObject([{ width: 5, height: 3 }]);
    expect(view().protocolErrors).toEqual(['graphics: nothing waits to be printed']);
  });

  it('sent as 1D 28 4C with both sides doubled', () => {
    const { dots } = pictureOf(`1D 28 4C 0B 00 30 70 30 02 02 31 02 00 01 00 40 1D 28 4C 02 00 30 32`);
    expect(dots).toEqual(['..##', '..##']);
  });

  it('sent as columns of 8 or 24 dots with 1B 2A, in the middle of a line', () => {
    expect(pictureOf('1B 2A 01 02 00 80 01 0A').dots).toEqual(['#.', '..', '..', '..', '..', '..', '..', '.#']);
    const { dots } = pictureOf('"A" 1B 2A 21 01 00 80 00 01 0A');
    expect(dots).toHaveLength(24);
    expect(dots.flatMap((row, at) => (row === '#' ? [at] : []))).toEqual([0, 23]);
  });

  it('is equal to another by its digest, and different from one of other dots or another form', () => {
    const digest = (wire: string) => pictureOf(wire).picture?.digest;
    expect(digest('1D 76 30 00 01 00 01 00 AA')).toBe(digest('1D 76 30 00 01 00 01 00 AA'));
    expect(digest('1D 76 30 00 01 00 01 00 AB')).not.toBe(digest('1D 76 30 00 01 00 01 00 AA'));
    expect(digest('1D 76 30 00 01 00 02 00 AA AA')).not.toBe(digest('1D 76 30 00 02 00 01 00 AA AA'));
  });

  it('as long as it is among the newest; the view stays small', () => {
    const bench = createInstantBench({ rollMm: 500_000 });
    for (let number = 0; number < 201; number++) {
      bench.host.send(
        bytes(
          `1D 76 30 00 02 00 01 00 ${[number >> 8, number & 0xff].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`,
        ),
      );
    }
    const { pictures } = bench.view().hanging;
    expect(() => look(bench, pictures[0]?.digest)).toThrow('among the newest');
    expect(look(bench, pictures[1]?.digest)).toEqual(['...............#']);
    expect(JSON.stringify(pictures[0])).toHaveLength(51);
  });

  it('with a size that its bytes do not have is not taken', () => {
    const { send, view } = createInstantBench();
    send(`1D 28 4C 0C 00 30 70 30 01 01 31 05 00 03 00 ${arrowRows.slice(0, 5)} "A" 0A`);
    expect(view().protocolErrors).toEqual(['graphics: a picture of this size or form is not taken']);
    expect(view().uncut).toMatchObject([{ text: 'A' }]);
  });

  it('is printed only at the start of a line', () => {
    const { send, view } = createInstantBench();
    send(`1D 28 4C 0D 00 30 70 30 01 01 31 05 00 03 00 ${arrowRows} "A" 1D 28 4C 02 00 30 32 0A`);
    expect(view().hanging).toMatchObject({ pictures: [], text: 'A' });
    expect(view().protocolErrors).toEqual(['graphics: printed only at the start of a line']);
  });
});

describe('a stored logo', () => {
  const define = `1D 28 4C 0E 00 30 43 30 "G1" 01 05 00 03 00 31 ${arrowRows}`;
  const print = '1D 28 4C 06 00 30 45 "G1" 01 01';

  it('is printed by its name, eleven bytes, also after a power cycle', () => {
    expect(bytes(print)).toHaveLength(11);
    const { dots, picture } = pictureOf(print, define);
    expect(dots).toEqual(arrow);
    expect(picture).toMatchObject({ width: 5, height: 3, logo: 'G1' });

    const bench = createInstantBench();
    bench.send(define);
    bench.printer.restart();
    bench.send(`1B 40 ${print}`);
    expect(bench.view().hanging.pictures).toMatchObject([{ logo: 'G1' }]);
    expect(bench.view().logoWrites).toBe(1);
  });

  it('enlarged is larger on paper', () => {
    expect(pictureOf('1D 28 4C 06 00 30 45 "G1" 02 02', define).picture).toMatchObject({ width: 10, height: 6 });
  });

  it('that was never stored, or is erased, prints nothing', () => {
    const { send, view } = createInstantBench();
    send(`${print} ${define} 1D 28 4C 04 00 30 42 "G1" ${print} ${define} 1D 28 4C 05 00 30 41 43 4C 52 ${print}`);
    expect(view().hanging.pictures).toEqual([]);
    expect(view().protocolErrors).toEqual(Array(3).fill('graphics: no picture G1 is stored'));
    expect(view().logoWrites).toBe(4);
  });

  it('in working memory is gone with 1B 40, and wears nothing', () => {
    const load = define.replace('30 43 30', '30 53 30');
    const show = print.replace('30 45', '30 55');
    const { send, view } = createInstantBench();
    send(`${load} ${show} 1B 40 ${show}`);
    expect(view().hanging.pictures).toHaveLength(1);
    expect(view()).toMatchObject({ logoWrites: 0, protocolErrors: ['graphics: no picture G1 is stored'] });
  });

  it('of the old form is defined with all others and printed by its number', () => {
    const columns = (byte: string) => `01 00 01 00 ${byte.repeat(8)}`;
    const bench = createInstantBench();
    bench.send(`1C 71 02 ${columns('80 ')} ${columns('01 ')} 1C 70 02 00 1C 70 01 01 1C 70 03 00`);
    const [second, first] = bench.view().hanging.pictures;
    expect(second).toMatchObject({ width: 8, height: 8, logo: '2' });
    expect(look(bench, second?.digest)).toEqual([...Array(7).fill('........'), '########']);
    expect(first).toMatchObject({ width: 16, height: 8, logo: '1' });
    expect(bench.view().protocolErrors).toEqual(['1C 70: logo 3 is not stored']);
  });
});

/** ticket-printing.md 2.5. */
describe('a barcode', () => {
  it('is what a scanner reads', () => {
    const { send, view } = createInstantBench();
    send('1D 68 50 1D 77 02 1D 48 02 1D 66 00 1D 6B 49 06 7B 42 "A012" 1D 6B 04 "A013" 00');
    expect(view()).toMatchObject({
      hanging: {
        barcodes: [
          { symbology: 'CODE128', data: 'A012' },
          { symbology: 'CODE39', data: 'A013' },
        ],
      },
      protocolErrors: [],
    });
  });

  it('E1, without its length byte takes the next 65 bytes of the ticket (1.1)', () => {
    const { send, view } = createInstantBench();
    send(`1D 6B 49 41 30 31 32 00 "${'x'.repeat(62)}" "tail" 0A`);
    expect(view().uncut.map(({ text }) => text)).toEqual(['xtail']);
    expect(view().protocolErrors).toEqual(['1D 6B 49: the data does not begin with a code set']);
  });

  it('is as high as it was told to be: 80 dots are 10 mm', async () => {
    const { send, view, clock } = createBench();
    send('1D 68 50 1D 6B 04 "A013" 00');
    await clock.advance(49);
    expect(view().hanging.barcodes).toEqual([]);
    await clock.advance(1);
    expect(view().hanging.barcodes).toHaveLength(1);
  });
});

describe('a piece of paper', () => {
  it('has everything in the order in which it is on it, and a place', () => {
    const { send, view } = createInstantBench();
    send(`"first" 0A 1D 76 30 00 01 00 08 00 ${'FF '.repeat(8)} "second" 0A ${cutOff} "third" 0A ${cutOff}`);
    expect(view().tickets).toMatchObject([
      {
        items: [
          { kind: 'line', line: { text: 'first' } },
          { kind: 'picture', picture: { width: 8, height: 8 } },
          { kind: 'line', line: { text: 'second' } },
        ],
        startMm: 0,
        endMm: 24.5,
      },
      { items: [{ line: { text: 'third' } }], startMm: 24.5, endMm: 43.75 },
    ]);
  });

  it('torn off at a power cut reaches up to the head', () => {
    const { send, view, act } = createInstantBench();
    send('"first" 0A');
    act('power-off');
    expect(view().torn).toMatchObject([{ text: 'first', cut: 'torn', startMm: 0, endMm: 19.25 }]);
  });
});

describe('a picture', () => {
  it.each([
    ['00', 16, 3],
    ['01', 32, 3],
    ['02', 16, 6],
    ['03', 32, 6],
  ])('in mode %s of 2 bytes and 3 rows is %i by %i dots', (mode, width, height) => {
    const { send, view } = createInstantBench();
    send(`1D 76 30 ${mode} 02 00 03 00 FF 00 0A 1B 40 1D "a" 0A ${cutOff}`);
    expect(view().tickets).toMatchObject([{ pictures: [{ width, height }], text: 'a' }]);
  });

  it('of no size, or larger than any paper, is no picture, and what follows is text', () => {
    const { send, view } = createInstantBench();
    send('1D 76 30 00 00 00 03 00 "a" 0A 1D 76 30 00 FF FF FF FF "b" 0A 1D 76 31 "c" 0A');
    expect(view().uncut.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(view().protocolErrors).toEqual([
      'unknown command 1D 76 30 00 00 00 03 00',
      'unknown command 1D 76 30 00 FF FF FF FF',
      'unknown command 1D 76 31',
    ]);
  });
});
