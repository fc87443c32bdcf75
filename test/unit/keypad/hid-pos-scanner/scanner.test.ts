import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hidPosScanner } from '../../../../drivers/keypad/hid-pos-scanner/index.js';
import { hidPosScannerOptions } from '../../../../drivers/keypad/hid-pos-scanner/options.js';
import { PosReports } from '../../../../drivers/keypad/hid-pos-scanner/reports.js';
import { hidStand } from '../../../support/hid-stand.js';

const q0 = '5D 51 30';

/** A report as the manuals print it; the data is text or hex in brackets. */
function report(
  data: string | Uint8Array,
  { goesOn = false, aim = q0, length = data.length, number = '02' } = {},
): string {
  const bytes = Buffer.from(data);
  const padded = Buffer.concat([bytes, Buffer.alloc(56 - bytes.length)]).toString('hex');
  return `${number} ${length.toString(16).padStart(2, '0')} ${aim} ${padded} 73 00 ${goesOn ? '01' : '00'}`;
}

const p1 = `02 04 5D 51 30 41 30 30 31 ${'00 '.repeat(52)} 73 00 00`;
const code60 = 'https://appointments.example/branch/017/2026-11-27/A-0000042';

const scanner = (options = {}) => hidStand(hidPosScanner, options);
const scanned = (stand: Awaited<ReturnType<typeof scanner>>) => stand.acted.map(({ data }) => data);

describe('the published reports', () => {
  test('P1: a QR code "A001"', async () => {
    const stand = await scanner({ counter: 5 });
    await stand.clock.finish(stand.session.identify());
    stand.report(p1);
    expect(stand.acted).toEqual([{ kind: 'scan', data: { code: 'A001', symbology: ']Q0', counter: '5' } }]);
    await stand.end();
    expect(stand.events('scanned')).toEqual([{ code: 'A001', symbology: ']Q0', counter: '5' }]);
    expect(stand.seen.state).toEqual({ use: 'scan', counter: '5', lastKeyAt: '2026-11-23T01:00:00.300Z' });
  });

  test('P2 and P3: a code of 60 characters in two reports', async () => {
    expect(code60).toHaveLength(60);
    const stand = await scanner();
    stand.report(report(code60.slice(0, 56), { goesOn: true }));
    expect(scanned(stand)).toEqual([]);
    stand.report(report(code60.slice(56)));
    expect(scanned(stand)).toEqual([{ code: code60, symbology: ']Q0' }]);
    await stand.end();
  });
});

describe('codes in parts', () => {
  test('an empty last part ends a code of exactly one report', async () => {
    const stand = await scanner();
    stand.report(report('x'.repeat(56), { goesOn: true }), report(''));
    expect(scanned(stand)).toEqual([{ code: 'x'.repeat(56), symbology: ']Q0' }]);
    await stand.end();
  });

  test('a part that does not come in time is missed, and the next code is whole', async () => {
    const stand = await scanner({ counter: 1 });
    stand.report(report('x'.repeat(56), { goesOn: true }));
    await stand.clock.advance(500);
    stand.report(p1);
    expect(scanned(stand)).toEqual([{ code: 'A001', symbology: ']Q0', counter: '1' }]);
    await stand.end();
    expect(stand.events('scan-refused')).toEqual([{ why: 'incomplete', counter: '1' }]);
  });

  test('each part has its own time to come', async () => {
    const stand = await scanner();
    const part = report('x'.repeat(56), { goesOn: true });
    stand.report(part);
    await stand.clock.advance(499);
    stand.report(part);
    await stand.clock.advance(499);
    stand.report(report('y'));
    expect(scanned(stand)).toEqual([{ code: `${'x'.repeat(112)}y`, symbology: ']Q0' }]);
    await stand.clock.advance(1_000);
    await stand.end();
    expect(stand.events('scan-refused')).toEqual([]);
  });

  test('halves of two kinds of code never become one', async () => {
    const stand = await scanner();
    stand.report(report('x'.repeat(56), { goesOn: true }), report('4006381333931', { aim: '5D 45 30' }));
    expect(scanned(stand)).toEqual([{ code: '4006381333931', symbology: ']E0' }]);
    await stand.end();
    expect(stand.events('scan-refused')).toEqual([{ why: 'incomplete' }]);
  });

  test('one that never ends is refused once, however long it goes on', async () => {
    const stand = await scanner();
    for (let part = 0; part < 200; part++) stand.report(report('x'.repeat(56), { goesOn: true }));
    stand.report(report('x'), p1);
    expect(scanned(stand)).toEqual([{ code: 'A001', symbology: ']Q0' }]);
    await stand.end();
    expect(stand.events('scan-refused')).toEqual([{ why: 'too-long' }]);
  });
});

describe('what is no code', () => {
  test.each([
    ['a status report', `03 ${'00 '.repeat(63)}`],
    ['the answer to a question for its firmware', report('1.0', { number: 'FD' })],
    ['nothing', ''],
    ['an empty code', report('')],
    ['only what is put behind codes', report('\r\n')],
    ['a length over what the report holds', report('A001', { length: 57 })],
    ['half a report', p1.slice(0, 30)],
  ])('%s', async (_what, bytes) => {
    const stand = await scanner();
    stand.report(bytes);
    expect(stand.acted).toEqual([]);
    stand.report(p1);
    expect(scanned(stand)).toHaveLength(1);
    await stand.end();
    expect(stand.seen.events).toHaveLength(1);
  });

  test('a damaged part takes its code with it', async () => {
    const stand = await scanner();
    stand.report(report('x'.repeat(56), { goesOn: true }), report('y', { length: 200 }), p1);
    expect(scanned(stand)).toEqual([{ code: 'A001', symbology: ']Q0' }]);
    await stand.end();
    expect(stand.events('scan-refused')).toEqual([{ why: 'incomplete' }]);
  });

  test.each([
    ['the number of a card', '4111111111111111'],
    // One in ten: the check digit of its own is right as a card's, and what tells the event would mask it.
    ['a product code that could be one', '6901234567892'],
  ])('%s', async (_what, digits) => {
    const stand = await scanner();
    stand.report(report(digits));
    await stand.end();
    expect(stand.acted).toEqual([]);
    expect(stand.seen.events).toEqual([{ name: 'scan-refused', data: { why: 'card-number' } }]);
    expect(JSON.stringify(stand.seen)).not.toContain(digits.slice(-4));
  });
});

describe('options', () => {
  test('Enter and Tab behind a code are taken off, within it they stay', async () => {
    const stand = await scanner();
    stand.report(report('A\t1\r\n'));
    expect(scanned(stand)).toEqual([{ code: 'A\t1', symbology: ']Q0' }]);
    await stand.end();
  });

  test.each([
    ['utf-8', Buffer.from('预约A1', 'utf8')],
    ['gb18030', Buffer.from('d4a4d4bc4131', 'hex')],
  ])('Chinese in %s', async (encoding, bytes) => {
    const stand = await scanner({ encoding });
    stand.report(report(bytes));
    expect(scanned(stand)).toEqual([{ code: '预约A1', symbology: ']Q0' }]);
    await stand.end();
  });

  test('another layout, without report numbers and symbology', async () => {
    const layout = { reportNumber: 0, lengthAt: 0, symbologyAt: 1, dataAt: 4, dataBytes: 58, continuedAt: 63 };
    const stand = await scanner({ layout });
    stand.report(`04 00 00 00 41 30 30 31 ${'00 '.repeat(56)}`);
    expect(scanned(stand)).toEqual([{ code: 'A001' }]);
    await stand.end();
  });

  test.each([{ layout: { reportNumber: 256 } }, { layout: { at: 1 } }, { encoding: 'ascii' }, { counter: '' }])(
    'refuses %o',
    (options) => {
      expect(hidPosScannerOptions.safeParse(options).success).toBe(false);
    },
  );
});

test('the end of the session leaves no timer behind', async () => {
  const stand = await scanner();
  stand.report(report('x'.repeat(56), { goesOn: true }));
  await stand.end();
  expect(stand.clock.pending).toBe(0);
});

test('whatever comes, every code is one that was sent, whole', () => {
  const seed = Date.now() & 0xffff;
  const layout = hidPosScannerOptions.parse({}).layout;
  const noise = fc.uint8Array({ maxLength: 70 }).filter((bytes) => bytes[0] !== 2);
  const code = fc.string({ minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(fc.array(fc.oneof(code, noise), { maxLength: 12 }), (sent) => {
      const reports = new PosReports(layout);
      const got = sent
        .flatMap((piece) => (typeof piece === 'string' ? partsOf(piece) : [piece]))
        .flatMap((bytes) => reports.push(bytes));
      const codes = got.map((result) => ('code' in result ? Buffer.from(result.code).toString('utf8') : result.lost));
      expect(codes, `seed ${seed}`).toEqual(sent.filter((piece) => typeof piece === 'string'));
    }),
    { seed, numRuns: 200 },
  );
});

function partsOf(code: string): Uint8Array[] {
  const bytes = Buffer.from(code, 'utf8');
  const count = Math.ceil(bytes.length / 56);
  return Array.from({ length: count }, (_, part) => {
    const data = bytes.subarray(part * 56, part * 56 + 56);
    return Buffer.from(report(data, { goesOn: part + 1 < count }).replace(/\s/g, ''), 'hex');
  });
}
