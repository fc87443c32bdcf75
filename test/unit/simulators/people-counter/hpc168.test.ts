import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHpc168 } from '../../../../simulators/people-counter/hpc168.js';
import {
  type CounterFrame,
  createFrameDecoder,
  encodeFrame,
} from '../../../../simulators/people-counter/hpc168-codec.js';
import { hex, toHex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';

const zeros = (count: number) => Array<number>(count).fill(0);
const totals = (...counted: number[]) => [...counted, ...zeros(8)];

/** led-boards-counters-hid.md 5.1: text between STX and ETX, wire bytes, and what they mean. */
const vectors: readonly [name: string, text: string, wire: string, frame: CounterFrame][] = [
  ['H1 read, ID 1', '0001130014', '02 30 30 30 31 31 33 30 30 31 34 03', { id: '0001', command: 0x13, data: [] }],
  ['H2 read, ID 2', '0002130015', '02 30 30 30 32 31 33 30 30 31 35 03', { id: '0002', command: 0x13, data: [] }],
  ['H3 reset, ID 1', '0001120013', '02 30 30 30 31 31 32 30 30 31 33 03', { id: '0001', command: 0x12, data: [] }],
  ['H4 door query, ID 1', '000166066D', '02 30 30 30 31 36 36 30 36 36 44 03', { id: '0001', command: 0x66, data: [] }],
  [
    'H5 10 in, 8 out',
    '000193100000000A000000080000000000000000B6',
    '02 30 30 30 31 39 33 31 30 30 30 30 30 30 30 30 41 30 30 30 30 30 30 30 38 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 42 36 03',
    { id: '0001', command: 0x93, data: totals(0, 0, 0, 10, 0, 0, 0, 8) },
  ],
  [
    'H6 zero',
    '0001931000000000000000000000000000000000A4',
    '02 30 30 30 31 39 33 31 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 41 34 03',
    { id: '0001', command: 0x93, data: zeros(16) },
  ],
  [
    'H7 65535 in, 4096 out',
    '000193100000FFFF000010000000000000000000B2',
    '02 30 30 30 31 39 33 31 30 30 30 30 30 46 46 46 46 30 30 30 30 31 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 30 42 32 03',
    { id: '0001', command: 0x93, data: totals(0, 0, 0xff, 0xff, 0, 0, 0x10, 0) },
  ],
  [
    'H8 reset done',
    '00019201069A',
    '02 30 30 30 31 39 32 30 31 30 36 39 41 03',
    { id: '0001', command: 0x92, data: [6] },
  ],
  [
    'H9 doors open',
    '0001E606010101010101F3',
    '02 30 30 30 31 45 36 30 36 30 31 30 31 30 31 30 31 30 31 30 31 46 33 03',
    { id: '0001', command: 0xe6, data: [1, 1, 1, 1, 1, 1] },
  ],
];
const [H1, H2, H3, H4, H5, H6, H7, H8, H9] = vectors.map(([, , wire]) => wire) as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];

describe('the counter codec', () => {
  it.each(vectors)('%s: text and wire bytes agree', (_name, text, wire) => {
    expect(toHex(Buffer.from(`\x02${text}\x03`, 'latin1'))).toBe(wire);
  });

  it.each(vectors)('%s is understood', (_name, _text, wire, frame) => {
    expect(createFrameDecoder()(hex(wire))).toEqual([frame]);
  });

  it.each(vectors.filter(([name]) => !name.startsWith('H4')))('%s is built', (_name, _text, wire, frame) => {
    expect(toHex(encodeFrame(frame))).toBe(wire);
  });

  it('reads the same in any pieces, with noise between the frames', () => {
    const wire = Buffer.concat(vectors.map(([, , frame]) => Buffer.concat([hex('FF 30 03 00'), hex(frame)])));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: wire.length })), (cuts) => {
        const decode = createFrameDecoder();
        const borders = [0, ...cuts.sort((a, b) => a - b), wire.length];
        const frames = borders.slice(1).flatMap((end, at) => decode(wire.subarray(borders[at], end)));
        expect(frames).toEqual(vectors.map(([, , , frame]) => frame));
      }),
    );
  });

  it('never throws, and understands the first good frame after any noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (noise) => {
        const decode = createFrameDecoder();
        decode(noise);
        expect(decode(hex(H1)).at(-1)).toEqual({ id: '0001', command: 0x13, data: [] });
      }),
    );
  });

  it('builds what it understands', () => {
    const frame = fc.record({
      id: fc.stringMatching(/^\d{4}$/),
      command: fc.integer({ min: 0, max: 255 }),
      data: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 255 }),
    });
    fc.assert(
      fc.property(frame, (value) => {
        expect(createFrameDecoder()(encodeFrame(value))).toEqual([value]);
      }),
    );
  });

  it('understands no frame with one bit wrong', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 44 * 8 - 1 }), (bit) => {
        const wire = hex(H5);
        wire[bit >> 3]! ^= 1 << (bit & 7);
        expect(createFrameDecoder()(wire)).toEqual([]);
      }),
    );
  });

  it.each([
    ['a wrong checksum', '0001130015'],
    ['lower-case digits', '000166066d'],
    ['data shorter than LEN', '0001931000B4'],
    ['data that LEN does not announce', '00011300FF13'],
    ['an id that is not decimal', '00AB1300BE'],
    ['half a byte', '00011300141'],
    ['nothing', ''],
  ])('drops %s', (_what, text) => {
    const decode = createFrameDecoder();
    expect(decode(Buffer.from(`\x02${text}\x03`))).toEqual([]);
    expect(decode(hex(H1))).toHaveLength(1);
  });

  it('does not keep a frame that never ends', () => {
    const decode = createFrameDecoder();
    decode(Buffer.from(`\x02${'0'.repeat(100_000)}`));
    expect(decode(hex('03'))).toEqual([]);
    expect(decode(hex(H1))).toHaveLength(1);
  });
});

function createDoor(options = {}) {
  const counter = createHpc168({ clock: new VirtualClock(), random: seededRandom(1) }, options);
  const host = plugHost(counter);
  const ask = (request: string) => {
    host.forget();
    host.send(request);
    return host.heard();
  };
  const act = (name: string, args: Record<string, unknown> = {}) => counter.actions[name]!(args);
  return { counter, host, ask, act };
}

describe('the people counter', () => {
  it('begins at zero', () => {
    expect(createDoor().ask(H1)).toBe(H6);
  });

  it('counts who walks in and out', () => {
    const { ask, act, counter } = createDoor();
    act('walk-in', { count: 9 });
    act('walk-in');
    act('walk-out', { count: 8 });
    expect(ask(H1)).toBe(H5);
    expect(counter.view()).toMatchObject({ in: 10, out: 8, door: 'open' });
  });

  it('says large totals as published', () => {
    const { ask, act } = createDoor();
    act('set-totals', { in: 65_535, out: 4_096 });
    expect(ask(H1)).toBe(H7);
  });

  it('starts again at zero after 4294967295', () => {
    const { act, counter } = createDoor();
    act('set-totals', { in: 0xffff_ffff, out: 0xffff_fffe });
    act('walk-in');
    act('walk-out');
    expect(counter.view()).toMatchObject({ in: 0, out: 0xffff_ffff });
  });

  it('resets when asked and says so', () => {
    const { ask, act, counter } = createDoor();
    act('walk-in', { count: 7 });
    expect(ask(H3)).toBe(H8);
    expect(counter.view()).toMatchObject({ in: 0, out: 0 });
  });

  it('can refuse a reset: not 06, and the totals stay', () => {
    const { ask, act, counter } = createDoor();
    act('walk-in', { count: 7 });
    act('refuse-reset');
    const [reply] = createFrameDecoder()(hex(ask(H3)));
    expect(reply).toMatchObject({ command: 0x92, data: [expect.not.toSatisfy((code) => code === 6)] });
    expect(counter.view()).toMatchObject({ in: 7 });
    act('refuse-reset', { on: false });
    expect(ask(H3)).toBe(H8);
  });

  it('tells whether the door is open', () => {
    const { ask, act, counter } = createDoor();
    expect(ask(H4)).toBe(H9);
    act('door', { open: false });
    expect(createFrameDecoder()(hex(ask(H4)))).toEqual([{ id: '0001', command: 0xe6, data: zeros(6) }]);
    expect(counter.view()).toMatchObject({ door: 'closed' });
  });

  it('forgets its totals with the power, but not how the door stands', () => {
    const { act, counter } = createDoor();
    act('door', { open: false });
    act('walk-in', { count: 7 });
    act('power-cycle');
    expect(counter.view()).toMatchObject({ in: 0, out: 0, door: 'closed' });
  });

  it('can keep its totals without power, and still lose them', () => {
    const { act, counter } = createDoor({ keepsTotals: true });
    act('walk-in', { count: 7 });
    act('power-cycle');
    expect(counter.view()).toMatchObject({ in: 7, out: 0 });
    act('lose-memory');
    expect(counter.view()).toMatchObject({ in: 0, out: 0 });
  });

  it('can say less than before without having begun from zero', () => {
    const { act, counter } = createDoor();
    act('walk-in', { count: 7 });
    act('fall', { in: 3, out: 3 });
    expect(counter.view()).toMatchObject({ in: 4, out: 0 });
  });

  it('says junk that no host asked for', () => {
    const { act, host } = createDoor();
    act('junk', { bytes: 5 });
    expect(host.writes.map((bytes) => bytes.length)).toEqual([5]);
  });

  it('knows the truth apart from what it still knows', () => {
    const { act, counter } = createDoor();
    act('walk-in', { count: 5 });
    act('power-cycle');
    act('walk-out', { count: 2 });
    act('freeze');
    act('walk-out', { count: 4 });
    expect(counter.view()).toMatchObject({
      in: 0,
      out: 2,
      truth: { passed: { in: 5, out: 6 }, counted: { in: 5, out: 2 } },
    });
  });

  it('frozen, it lets people pass and keeps saying the old totals', () => {
    const { act, counter } = createDoor();
    act('walk-in', { count: 2 });
    act('freeze');
    act('walk-in', { count: 5 });
    expect(counter.view()).toMatchObject({ in: 2 });
    act('freeze', { on: false });
    act('walk-in');
    expect(counter.view()).toMatchObject({ in: 3 });
  });

  it('is silent to another id, a wrong checksum, a reply on the line and an unknown command', () => {
    const { ask } = createDoor();
    expect(ask(H2)).toBe('');
    expect(ask('02 30 30 30 31 31 33 30 30 31 35 03')).toBe('');
    expect(ask(H9)).toBe('');
    expect(ask(toHex(encodeFrame({ id: '0001', command: 0x14, data: [] })))).toBe('');
  });

  it('answers to the id it was given', () => {
    const { ask } = createDoor({ id: '0002' });
    expect(ask(H1)).toBe('');
    expect(createFrameDecoder()(hex(ask(H2)))).toMatchObject([{ id: '0002', command: 0x93 }]);
  });

  it('answers as its neighbour with the wrong-address knob', () => {
    const { ask, counter } = createDoor();
    counter.setFaults({ wrongAddress: true });
    expect(createFrameDecoder()(hex(ask(H1)))).toMatchObject([{ id: '0002', command: 0x93 }]);
  });

  it('answers each of two requests in one read', () => {
    const { ask } = createDoor();
    expect(createFrameDecoder()(hex(ask(H1 + H3)))).toHaveLength(2);
  });

  it.each([
    ['walk-in', { count: -1 }],
    ['walk-out', { count: 1.5 }],
    ['door', {}],
    ['set-totals', { in: 0, out: 2 ** 32 }],
  ])('refuses %s %j', (name, args) => {
    expect(() => createDoor().act(name, args)).toThrow(/count|open|out/);
  });
});
