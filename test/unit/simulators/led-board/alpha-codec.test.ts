import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacketDecoder, encodeReply, isFor } from '../../../../simulators/led-board/alpha-codec.js';
import { hex, toHex } from '../../../support/hex.js';
import { packet } from './alpha-host.js';
import { alphaMeanings, alphaVectors } from './alpha-vectors.js';

const names = Object.keys(alphaVectors) as (keyof typeof alphaVectors)[];
const decodeText = (text: string) => createPacketDecoder()(Buffer.from(text, 'latin1'));
const lead = '\0\0\0\0\0\x01Z01';
const bytes = fc.uint8Array({ maxLength: 300 });
const troublesome = fc.array(fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4, 0x5a, 0x30, 0x31), { maxLength: 300 });

describe('the sign codec', () => {
  it.each(names)('understands %s', (name) => {
    const [address, commands] = alphaMeanings[name];
    const frame = hex(alphaVectors[name]);
    expect(createPacketDecoder()(frame)).toEqual([
      {
        type: 'Z',
        address,
        commands: commands.map(([code, data]) => ({ code, data, intact: true })),
        overflow: false,
        wireLength: frame.length,
      },
    ]);
  });

  it.each(names.filter((name) => alphaMeanings[name][2] === 'summed'))('%s has the sum a sign computes', (name) => {
    const [address, commands] = alphaMeanings[name];
    const built = packet(
      commands.map(([code, data]) => code + data),
      { address },
    );
    expect(toHex(built)).toBe(alphaVectors[name]);
  });

  it('answers in the write form behind twenty NULs', () => {
    const nuls = '00 '.repeat(20);
    expect(toHex(encodeReply('00', 'AA\x1b bA001'))).toBe(
      `${nuls}01 30 30 30 02 41 41 1B 20 62 41 30 30 31 03 30 31 46 36 04`,
    );
  });

  it('reads the same in any pieces', () => {
    const stream = Buffer.concat(names.map((name) => hex(alphaVectors[name])));
    const whole = createPacketDecoder()(stream);
    expect(whole).toHaveLength(14);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
        const decode = createPacketDecoder();
        const borders = [0, ...cuts.sort((a, b) => a - b), stream.length];
        expect(borders.slice(1).flatMap((end, at) => decode(stream.subarray(borders[at], end)))).toEqual(whole);
      }),
    );
    const decode = createPacketDecoder();
    expect([...stream].flatMap((byte) => decode(Uint8Array.of(byte)))).toEqual(whole);
  });

  it('never throws, and understands the first good packet after any noise', () => {
    fc.assert(
      fc.property(fc.oneof(bytes, troublesome), (noise) => {
        const decode = createPacketDecoder();
        decode(Uint8Array.from(noise));
        expect(decode(hex(alphaVectors.A4)).at(-1)).toMatchObject({
          commands: [{ data: 'A\x1b bA001', intact: true }],
        });
      }),
    );
  });

  it('takes no command with one bit wrong for another intact one', () => {
    const frame = hex(alphaVectors.A4);
    const [whole] = createPacketDecoder()(frame);
    const sumBegins = frame.length - 5;
    for (let bit = 10 * 8; bit < sumBegins * 8; bit++) {
      const damaged = Uint8Array.from(frame);
      damaged[bit >> 3]! ^= 1 << (bit & 7);
      for (const { commands } of createPacketDecoder()(damaged)) {
        // A damaged ETX takes the sum with it: then nothing is left to check, and the text is longer.
        const checked = commands.filter(({ data }) => !data.endsWith('01F6'));
        for (const command of checked) if (command.intact) expect(command).toEqual(whole!.commands[0]);
      }
    }
  });

  it.each([
    ['a wrong sum', '\x02AAx\x030000\x04', [false]],
    ['a sum in small letters: no sum at all, and no packet', '\x02AA\x1b bA001\x0301f6\x04', undefined],
    ['one command without ETX', '\x02AAx\x04', [true]],
    ['one command with ETX and no sum', '\x02AAx\x03\x04', [true]],
    ['two commands, the last without ETX', '\x02AAx\x03\x02AAy\x04', [true, true]],
    ['two commands, the first without ETX', '\x02AAx\x02AAy\x03\x04', undefined],
    ['no command', '\x04', undefined],
    ['an empty command', '\x02\x04', [true]],
    ['something between commands', '\x02AAx\x03..\x02AAy\x04', undefined],
    ['a NUL inside', '\x02AA\0x\x03\x04', undefined],
  ] as const)('%s', (_what, rest, intact) => {
    expect(decodeText(`${lead}${rest}`)[0]?.commands.map((command) => command.intact)).toEqual(intact);
  });

  it.each([
    ['four leading NULs', '\0\0\0\0\x01Z01\x02AAx\x04'],
    ['no NULs', '\x01Z01\x02AAx\x04'],
    ['an address that is not hex', '\0\0\0\0\0\x01ZG1\x02AAx\x04'],
    ['an address in small letters', '\0\0\0\0\0\x01Z0a\x02AAx\x04'],
    ['no type', '\0\0\0\0\0\x0101\x02AAx\x04'],
  ])('%s: no packet', (_what, stream) => {
    expect(decodeText(stream)).toEqual([]);
  });

  it('is content with many leading NULs', () => {
    expect(decodeText(`${'\0'.repeat(50)}${lead}\x02AAx\x04`)).toHaveLength(1);
  });

  it('loses a packet longer than its buffer, says so, and loses nothing more', () => {
    const decode = createPacketDecoder();
    const long = Buffer.from(`${lead}\x02AA${'x'.repeat(1_000_000)}\x04`, 'latin1');
    expect(decode(long)).toMatchObject([{ address: '01', overflow: true, commands: [] }]);
    expect(decode(hex(alphaVectors.A4))).toMatchObject([{ overflow: false }]);
  });

  it.each([
    ['01', '01', true],
    ['01', '00', true],
    ['01', '02', false],
    ['1F', '1?', true],
    ['1F', '?F', true],
    ['1F', '??', true],
    ['1F', '2?', false],
    ['1F', '?E', false],
  ])('the sign %s takes a packet for %s: %s', (own, wanted, taken) => {
    expect(isFor(own, wanted)).toBe(taken);
  });
});
