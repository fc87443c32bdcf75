import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../../../simulators/led-board/am03127-codec.js';
import { parseOrder } from '../../../../simulators/led-board/am03127-order.js';
import { frame } from './am03127-host.js';
import { panelVectors } from './am03127-vectors.js';

const latin = (text: string) => Buffer.from(text, 'latin1');
const decode = (text: string) => createFrameDecoder()(latin(text));
const troublesome = fc.array(
  fc.constantFrom(...'<ID01>E<A').map((sign) => sign.charCodeAt(0)),
  { maxLength: 200 },
);

describe('the codec of the sign', () => {
  it.each(Object.entries(panelVectors))('understands %s', (_name, text) => {
    const data = text.slice('<ID01>'.length, -'00<E>'.length);
    expect(decode(text)).toEqual([{ kind: 'order', id: '01', data, intact: true, wireLength: text.length }]);
    expect(frame(data)).toBe(text);
  });

  it.each([
    [
      panelVectors.page,
      { kind: 'page', page: 'A', line: 1, content: { lead: 'A', blink: false, waitMs: 2_000, text: '<CB><AA>A001' } },
    ],
    [
      panelVectors.schedule,
      { kind: 'schedule', name: 'A', schedule: { start: '0001010000', end: '9912312359', pages: 'A' } },
    ],
    [panelVectors.clock, { kind: 'clock', digits: '26011123103045' }],
    [panelVectors.deleteAll, { kind: 'delete-all' }],
    [panelVectors.brightest, { kind: 'brightness', percent: 100 }],
    [panelVectors.darkest, { kind: 'brightness', percent: 25 }],
    [panelVectors.defaultPage, { kind: 'default-page', page: 'A' }],
    [panelVectors.deleteLine, { kind: 'delete-line', page: 'A', line: 1 }],
  ])('%s is %j', (text, order) => {
    const [decoded] = decode(text);
    expect(decoded?.kind === 'order' && parseOrder(decoded.data)).toEqual(order);
  });

  it.each([
    '',
    'x',
    '<L9><PA><FA><MA><WC><FA>x',
    '<L0><PA><FA><MA><WC><FA>x',
    '<L1><Pa><FA><MA><WC><FA>x',
    '<L1><PA><FA><M1><WC><FA>x',
    '<L1><PA><FA><MA><FA>x',
    '<TF>00010100009912312359A',
    '<TA>00010100009912312359',
    `<TA>00010100009912312359${'A'.repeat(32)}`,
    '<TA>0001010000991231235A',
    '<SC>260111231030',
    '<DL9PA>',
    '<DTF>',
    '<D?>',
    '<RP1>',
    '<BE>',
    '<D*> ',
  ])('%j has no form', (data) => {
    expect(parseOrder(data)).toBeUndefined();
  });

  it('notices a wrong checksum, and takes none in small letters', () => {
    expect(decode('<ID01><BA>02<E>')).toMatchObject([{ data: '<BA>', intact: false }]);
    expect(decode('<ID01><D*>6c<E>')).toEqual([]);
  });

  it('understands a new ID', () => {
    expect(decode('<ID><2F><E>')).toEqual([{ kind: 'new-id', id: '2F', wireLength: 11 }]);
    expect(decode('<ID><00><E>')).toEqual([]);
    expect(decode('<ID><2f><E>')).toEqual([]);
  });

  it.each(['<ID1><BA>01<E>', '<IDG1><BA>01<E>', '<ID01>01<E>', '<ID01<BA>01<E>', '<E>', '<id01><BA>01<E>'])(
    'drops %s and goes on',
    (text) => {
      const next = createFrameDecoder();
      expect(next(latin(text))).toEqual([]);
      expect(next(latin(panelVectors.page))).toHaveLength(1);
    },
  );

  it('reads the same in any pieces', () => {
    const stream = latin(Object.values(panelVectors).join(''));
    const whole = createFrameDecoder()(stream);
    expect(whole).toHaveLength(8);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
        const next = createFrameDecoder();
        const borders = [0, ...cuts.sort((a, b) => a - b), stream.length];
        expect(borders.slice(1).flatMap((end, at) => next(stream.subarray(borders[at], end)))).toEqual(whole);
      }),
    );
    const next = createFrameDecoder();
    expect([...stream].flatMap((byte) => next(Uint8Array.of(byte)))).toEqual(whole);
  });

  it('never throws, and understands the first good frame after any noise', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), troublesome), (noise) => {
        const next = createFrameDecoder();
        next(Uint8Array.from(noise));
        expect(next(latin(panelVectors.page)).at(-1)).toMatchObject({ id: '01', intact: true });
      }),
    );
  });

  it('takes no order with one bit wrong for an intact one', () => {
    const text = latin(panelVectors.page);
    for (let bit = 6 * 8; bit < (text.length - 3) * 8; bit++) {
      const damaged = Uint8Array.from(text);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      for (const decoded of createFrameDecoder()(damaged)) expect(decoded).toMatchObject({ intact: false });
    }
  });

  it('loses a frame longer than its buffer of 1024 bytes, and nothing more', () => {
    const next = createFrameDecoder();
    expect(next(latin(frame('x'.repeat(1_015))))).toEqual([]);
    expect(next(latin(frame('x'.repeat(1_000))))).toHaveLength(1);
    expect(next(latin(`<ID01>${'x'.repeat(1_000_000)}${panelVectors.page}`))).toHaveLength(1);
  });
});
