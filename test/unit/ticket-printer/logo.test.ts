import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  logoDigest,
  logoKey,
  logoPlan,
  printStoredLogo,
  storeLogo,
} from '../../../drivers/ticket-printer/escpos/logo.js';
import { readLogo } from '../../../drivers/ticket-printer/escpos/logo-png.js';
import { escposOptionsSchema } from '../../../drivers/ticket-printer/escpos/options.js';
import { type Bitmap, bitmapOf, holdsRealTime } from '../../../drivers/ticket-printer/escpos/picture.js';
import { profiles } from '../../../drivers/ticket-printer/escpos/profiles.js';
import { composeSheet } from '../../../drivers/ticket-printer/escpos/sheet.js';
import { toHex } from '../../support/hex.js';
import { readPaper } from './support/paper.js';
import { pngUrl } from './support/png.js';

const logo = bitmapOf(20, 4, (x, y) => x === y);
const other = bitmapOf(20, 4, (x, y) => x === y + 1);
const bitmapFrom = (url: string): Bitmap => {
  const read = readLogo(url);
  if ('problem' in read) throw new Error(read.problem);
  return read.bitmap;
};
const problemOf = (url: string) => {
  const read = readLogo(url);
  return 'problem' in read ? read.problem : '';
};

describe('a logo the printer keeps', () => {
  it('is written with its key, one colour, its size in dots and its rows', () => {
    const [first, second] = logoKey(logo).map((byte) => byte.toString(16).toUpperCase());
    expect(toHex(storeLogo(logo))).toBe(
      `1D 28 4C 17 00 30 43 30 ${first} ${second} 01 14 00 04 00 31 80 00 00 40 00 00 20 00 00 10 00 00`,
    );
  });

  it('is printed in 11 bytes', () => {
    expect(toHex(printStoredLogo([0x41, 0x42]))).toBe('1D 28 4C 06 00 30 45 41 42 01 01');
    const { bytes } = composeSheet([{ kind: 'logo', align: 'centre' }], profiles['epson-tm'], {
      logo: logoPlan(profiles['epson-tm'], logo, undefined).use,
    });
    expect(readPaper(bytes)).toMatchObject({ logos: [String.fromCharCode(...logoKey(logo))], pictures: [] });
  });

  it('has a key of two visible characters that changes with the picture', () => {
    expect(logoKey(logo)).toEqual(logoKey({ ...logo }));
    expect(logoKey(logo)).not.toEqual(logoKey(other));
    expect(logoDigest(logo)).not.toBe(logoDigest({ ...logo, width: 21 }));
    for (let width = 1; width < 200; width++) {
      for (const byte of logoKey(bitmapOf(width, 1, () => true))) {
        expect(byte >= 0x21 && byte <= 0x7e).toBe(true);
      }
    }
  });

  it('is written only when the printer was not given this very one', () => {
    const first = logoPlan(profiles['epson-tm'], logo, undefined);
    expect(first.store).toEqual({ bytes: storeLogo(logo), digest: logoDigest(logo) });
    expect(logoPlan(profiles['epson-tm'], logo, first.store!.digest)).toEqual({ use: first.use });
    expect(logoPlan(profiles['epson-tm'], other, first.store!.digest).store).toBeDefined();
  });

  it('holds no real-time command for any picture and length', () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 576 }), fc.integer({ min: 1, max: 240 }));
    const pattern = fc.array(fc.constantFrom(0x10, 0x04, 0x05, 0x14, 0), { minLength: 1 });
    fc.assert(
      fc.property(size, pattern, ([width, height], bytes) => {
        const bits = Uint8Array.from({ length: Math.ceil(width / 8) * height }, (_, at) => bytes[at % bytes.length]!);
        const stored = storeLogo({ width, height, bits });
        expect(holdsRealTime(stored)).toBe(false);
        expect(stored.length).toBe(5 + stored[3]! + 256 * stored[4]!);
      }),
    );
    // 21 bytes by 49 rows, and 11 of head, make a length of 10 04.
    const trap = storeLogo(bitmapOf(168, 49, () => false));
    expect(toHex(trap.slice(0, 16))).toMatch(/^1D 28 4C 25 04 30 43 30 .. .. 01 A8 00 32 00 31$/);
    expect(holdsRealTime(trap)).toBe(false);
  });
});

describe('a logo the printer cannot keep', () => {
  it('goes with each ticket as a picture', () => {
    const plan = logoPlan(profiles['generic-80'], logo, undefined);
    expect(plan).toEqual({ use: { kind: 'picture', bitmap: logo } });
    const element = { kind: 'logo', align: 'right' } as const;
    const { bytes, heightMm } = composeSheet([element], profiles['generic-80'], { logo: plan.use });
    expect(readPaper(bytes)).toMatchObject({ logos: [], pictures: [{ width: 24, height: 4, align: 'right' }] });
    expect(heightMm).toBe(18.5);
  });

  it('is told to be missing when it is wider than the paper', () => {
    const bitmap = bitmapOf(400, 1, () => true);
    const sheet = composeSheet([{ kind: 'logo', align: 'left' }], profiles['generic-58'], {
      logo: { kind: 'picture', bitmap },
    });
    expect(sheet.omitted).toEqual(['logo']);
    expect(readPaper(sheet.bytes).pictures).toEqual([]);
  });
});

describe('a PNG file', () => {
  it('keeps black and white as they are', () => {
    const read = bitmapFrom(pngUrl(20, 4, (x, y) => (x === y ? 0 : 255)));
    expect(read.width).toBe(20);
    expect(toHex(read.bits)).toBe(toHex(logo.bits));
  });

  it.each([
    [0, 1],
    [64, 0.75],
    [128, 0.5],
    [192, 0.25],
    [255, 0],
  ])('draws grey %i as %f of the dots', (grey, share) => {
    const { bits } = bitmapFrom(pngUrl(64, 64, () => grey));
    const dots = bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    expect(dots / 64 / 64).toBeCloseTo(share, 1);
  });

  it('sees through what is transparent to white paper, and colours by how light they are', () => {
    expect(toHex(bitmapFrom(pngUrl(8, 1, () => [0, 0, 0, 0])).bits)).toBe('00');
    expect(toHex(bitmapFrom(pngUrl(8, 1, () => [0, 0, 120, 255])).bits)).toBe('FF');
  });

  it.each([
    ['a path', './logo.png', 'must begin with data:image/png;base64,'],
    ['a JPEG', 'data:image/jpeg;base64,AAAA', 'must begin with data:image/png;base64,'],
    ['something else', `data:image/png;base64,${Buffer.alloc(80).toString('base64')}`, 'is not a PNG file in base64'],
    ['nothing', 'data:image/png;base64,', 'is not a PNG file in base64'],
    ['a wide one', pngUrl(577, 1, () => 0), 'is 577 by 1 dots; allowed: at most 576 wide and 240 high'],
    ['a high one', pngUrl(1, 241, () => 0), 'is 1 by 241 dots; allowed: at most 576 wide and 240 high'],
    ['half of one', pngUrl(99, 99, (x, y) => x ^ y).slice(0, 300), 'is not a readable PNG file: '],
  ])('%s is refused', (_name, url, message) => expect(problemOf(url)).toContain(message));

  it('never gets the better of us, whatever is wrong with it', () => {
    const good = Buffer.from(pngUrl(40, 20, (x, y) => (x * y) & 255).slice(22), 'base64');
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const file = Buffer.from(good);
        file[at] = byte;
        const read = readLogo(`data:image/png;base64,${file.toString('base64')}`);
        expect('problem' in read || read.bitmap.bits.length > 0).toBe(true);
      }),
    );
  });
});

describe('the option "logo"', () => {
  const problemsOf = (options: Record<string, unknown>) =>
    escposOptionsSchema.safeParse(options).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

  it('takes a picture that fits the paper', () => {
    expect(problemsOf({ logo: pngUrl(576, 240, () => 255) })).toBeUndefined();
    expect(problemsOf({})).toBeUndefined();
  });

  it('says what is wrong and what is allowed', () => {
    expect(problemsOf({ logo: 'logo.png' })).toEqual(['logo: the logo must begin with data:image/png;base64,']);
    expect(problemsOf({ profile: 'generic-58', logo: pngUrl(385, 8, () => 0) })).toEqual([
      'logo: the logo is 385 dots wide; allowed with profile generic-58: at most 384',
    ]);
  });
});
