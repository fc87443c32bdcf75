import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { DynamicArea } from '../../../../drivers/led-board/onbon/area.js';
import { FrameDecoder } from '../../../../drivers/led-board/onbon/frame.js';
import { commandCodes, decodePacket, encodePacket, modelOf } from '../../../../drivers/led-board/onbon/packet.js';
import { encodeRequest, type Request } from '../../../../drivers/led-board/onbon/request.js';
import { hex, toHex } from '../../../support/hex.js';
import { everyVector, vectors } from './vectors.js';

const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const packetIn = (wire: Uint8Array) => {
  const [content] = new FrameDecoder().push(wire);
  return content && decodePacket(content);
};
const dataOf = (request: Request, address = 1) => toHex(packetIn(encodeRequest(request, address))!.data);

const plain: DynamicArea = {
  id: 0,
  x: 0,
  y: 0,
  width: 64,
  height: 32,
  runMode: 'loop',
  timeout: 0,
  align: 'left',
  verticalAlign: 'top',
  wrap: false,
  displayMode: 'static',
  speed: 0,
  holdTime: 0,
  text: ascii('A001'),
};
const areas = (area: Partial<DynamicArea>): Request => ({
  kind: 'areas',
  unit: '5k',
  remove: [],
  areas: [{ ...plain, ...area }],
});
const monday = { year: 2026, month: 11, day: 23, hour: 10, minute: 30, second: 45, weekday: 1 };

/** O5 to O7 are no commands of ours, O16 to O19 are replies. */
const published: readonly (readonly [keyof typeof vectors, Request, number])[] = [
  ['O1', { kind: 'ping' }, 1],
  ['O2', { kind: 'status' }, 1],
  ['O3', { kind: 'clear-screen' }, 1],
  [
    'O4',
    {
      kind: 'areas',
      unit: '5k',
      processMode: 0x2d,
      remove: [],
      areas: [
        {
          ...plain,
          width: 192,
          timeout: 2,
          wrap: true,
          displayMode: 'left',
          speed: 4,
          holdTime: 5,
          text: ascii("012345QRSTTV'B"),
        },
      ],
    },
    1,
  ],
  ['O8', { kind: 'power', on: true }, 1],
  ['O9', { kind: 'power', on: false }, 1],
  ['O10', { kind: 'power', on: true }, 0xfffe],
  ['O11', areas({}), 1],
  ['O12', areas({ width: 128, text: iconv.encode('请A001号到3号窗口', 'gb2312') }), 1],
  ['O13', areas({ id: 1, height: 16, timeout: 5, holdTime: 8, text: hex('A5 5A A6 5B 41') }), 1],
  ['O14', { kind: 'areas', unit: '5k', remove: [0], areas: [] }, 1],
  ['O15', { kind: 'clock', time: monday }, 1],
  ['O20', { kind: 'ping' }, 90],
  ['O21', { kind: 'ping' }, 5],
  ['O22', { kind: 'areas', unit: '5k', remove: 'all', areas: [] }, 1],
];

describe('Onbon requests', () => {
  it.each(published)('%s has the published bytes', (name, request, address) => {
    expect(toHex(encodeRequest(request, address))).toBe(toHex(vectors[name]));
  });

  it.each(everyVector)('%s is a packet whose length fits and whose addresses are right', (name, wire) => {
    const packet = packetIn(wire)!;
    const fromCard = /^O1[6-9]$/.test(name);
    const card = { O10: 0xfffe, O20: 90, O21: 5 }[name] ?? 1;
    expect(packet.source).toBe(fromCard ? 1 : 0x8000);
    expect(packet.destination).toBe(fromCard ? 0x8000 : card);
    expect(packet.deviceType).toBe(0xfe);
  });

  it('asks for the firmware with A2 04', () => {
    expect(dataOf({ kind: 'firmware' })).toBe('A2 04 01 00 00');
  });

  it.each([
    [0, '00'],
    [8, '08'],
    [15, '0F'],
    [16, '0F'],
    [-1, '00'],
  ])('sets brightness level %d for every half hour, within what all cards take', (level, byte) => {
    expect(dataOf({ kind: 'brightness', level })).toBe(`A3 02 01 00 00 01 ${Array(49).fill(byte).join(' ')}`);
  });

  it.each([
    ['5k', 24, 64, '03 00', '08 00'],
    ['5k', 20, 60, '14 80', '3C 80'],
    ['5k', 0, 60, '00 00', '3C 80'],
    ['6k', 24, 64, '18 00', '40 00'],
    ['6k', 20, 60, '14 00', '3C 00'],
  ] as const)('counts X and width as a %s card does: %d and %d pixels', (unit, x, width, x16, width16) => {
    const request: Request = { kind: 'areas', unit, remove: [], areas: [{ ...plain, x, y: 16, width }] };
    expect(dataOf(request)).toContain(`00 01 1F 00 00 ${x16} 10 00 ${width16} 20 00`);
  });

  it('says run mode, time-out, alignment and wrapping where the card looks for them', () => {
    const request = areas({
      id: 7,
      runMode: 'blank-after-timeout',
      timeout: 600,
      align: 'centre',
      verticalAlign: 'middle',
      wrap: true,
    });
    // id, line space, run mode, time-out, sound, extension, alignment, several lines, wrap, display, exit, speed, hold
    expect(dataOf(request)).toContain('20 00 07 00 02 58 02 00 00 0A 02 02 01 00 00 00 04 00 00 00');
  });

  it('removes and sends several areas at once', () => {
    const request: Request = { kind: 'areas', unit: '6k', remove: [3, 4], areas: [plain, { ...plain, id: 1 }] };
    expect(dataOf(request)).toMatch(/^A3 06 01 00 00 02 03 04 02 1F 00 .{92} 1F 00 .{92}$/);
  });
});

describe('what wipes a card cannot be said', () => {
  const area = fc.record({
    ...Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, fc.constant(value)])),
    id: fc.nat(255),
    text: fc.uint8Array({ maxLength: 60 }),
  }) as fc.Arbitrary<DynamicArea>;
  const anyRequest: fc.Arbitrary<Request> = fc.oneof(
    fc.record({ kind: fc.constantFrom('ping', 'firmware', 'status', 'clear-screen') }),
    fc.record({ kind: fc.constant('power'), on: fc.boolean() }),
    fc.record({ kind: fc.constant('brightness'), level: fc.double({ noNaN: true }) }),
    fc.record({ kind: fc.constant('clock'), time: fc.constant(monday) }),
    fc.record({
      kind: fc.constant('areas'),
      unit: fc.constantFrom('5k', '6k'),
      processMode: fc.nat(255),
      remove: fc.oneof(fc.constant('all'), fc.array(fc.nat(255), { maxLength: 5 })),
      areas: fc.array(area, { maxLength: 3 }),
    }),
  ) as fc.Arbitrary<Request>;

  it('the list of commands is closed: neither reset (A2 01) nor format (A1 00) nor any write of files', () => {
    expect(Object.values(commandCodes).map((code) => toHex(Uint8Array.from(code)))).toEqual([
      'A2 00',
      'A2 04',
      'A1 02',
      'A3 00',
      'A3 02',
      'A2 03',
      'A3 06',
      'A3 10',
    ]);
  });

  it('no request encodes to anything else, whatever is in it', () => {
    const allowed = Object.values(commandCodes).map((code) => toHex(Uint8Array.from(code)));
    fc.assert(
      fc.property(anyRequest, fc.integer({ min: 1, max: 0xffff }), (request, address) => {
        const packet = packetIn(encodeRequest(request, address))!;
        expect(allowed).toContain(toHex(packet.data.subarray(0, 2)));
        expect(packet.destination).toBe(address);
      }),
    );
  });

  it('a request of another kind does not compile, and is not encoded either', () => {
    // @ts-expect-error reset is not in the list
    expect(() => encodeRequest({ kind: 'reset' }, 1)).toThrow();
    // @ts-expect-error format is not in the list
    expect(() => encodePacket({ destination: 1, command: 'format' })).toThrow();
    // @ts-expect-error nor can a code be given
    expect(() => encodePacket({ destination: 1, command: [0xa2, 0x01] })).toThrow();
  });
});

describe('an Onbon packet', () => {
  const content = new FrameDecoder().push(vectors.O16)[0]!;

  it.each([0, 1, 13, 14, 18])('of %d bytes is none', (length) => {
    expect(decodePacket(content.subarray(0, length))).toBeUndefined();
  });

  it('whose length field says more or less than there is, is none', () => {
    for (const length of [0, 4, 6, 0x1005]) {
      const wrong = content.slice();
      wrong.set([length & 0xff, length >> 8], 12);
      expect(decodePacket(wrong), `${length}`).toBeUndefined();
    }
  });

  it('is read from the middle of a larger buffer', () => {
    const padded = Uint8Array.from([9, 9, 9, ...content]).subarray(3);
    expect(decodePacket(padded)).toEqual(decodePacket(content));
  });

  it('names the card where its type is known', () => {
    expect(modelOf(0x51)).toBe('BX-5K1');
    expect(modelOf(0x61)).toBe('BX-6K1');
    expect(modelOf(0xfe)).toBeUndefined();
    expect(modelOf(0x00)).toBeUndefined();
  });
});
