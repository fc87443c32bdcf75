import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMemory, encodeMemory, missingFiles } from '../../../../drivers/led-board/alpha/memory.js';
import { checksum } from '../../../../drivers/led-board/alpha/packet.js';
import { encodeRequest, positions, type Request } from '../../../../drivers/led-board/alpha/request.js';
import { toHex } from '../../../support/hex.js';
import { commandsIn, vectors } from './vectors.js';

const sign01 = { type: 'Z', address: '01' };
const time = { year: 2026, month: 11, day: 23, hour: 14, minute: 30, second: 45, weekday: 1 };
const textA = (text: string): Request => ({
  kind: 'write-text',
  label: 'A',
  segments: [{ position: 'middle', mode: 'hold', show: { text } }],
});
/** Control characters often, and letters beyond one byte. */
const anyText = fc.array(fc.integer({ min: 0, max: 0x220 })).map((codes) => String.fromCharCode(...codes));
const commandOf = (request: Request) => commandsIn(encodeRequest(request, sign01))[0];

describe('requests to an Alpha sign', () => {
  it.each<[keyof typeof vectors, Request]>([
    ['A4', textA('A001')],
    ['A6', { kind: 'write-string', label: 'B', text: 'A001' }],
    ['A7', { kind: 'acknowledge', on: true }],
    ['A8', { kind: 'read-errors' }],
    ['A9', { kind: 'read-text', label: 'A' }],
    ['A10', { kind: 'time', time }],
    ['A11', { kind: 'dim', level: 2 }],
    [
      'A12',
      {
        kind: 'configure-memory',
        files: [
          { label: 'A', type: 'text', bytes: 128 },
          { label: 'B', type: 'string', bytes: 32 },
        ],
      },
    ],
    ['A13', { kind: 'run', labels: ['A'] }],
  ])('%s is what we send', (name, request) => {
    expect(toHex(encodeRequest(request, sign01))).toBe(toHex(vectors[name]));
  });

  it('A5, without its sum, is what we never send: ours has it', () => {
    const ours = encodeRequest(textA('A001'), sign01);
    expect(commandsIn(ours)).toEqual(commandsIn(vectors.A5));
    expect(Buffer.from(ours).toString('latin1')).toMatch(/\x0301F6\x04$/);
  });

  it('A2 holds the entry we would write for its file', () => {
    expect(commandsIn(vectors.A2)).toEqual([`E$${encodeMemory([{ label: '0', type: 'string', bytes: 32 }])}`]);
  });

  it('A3 nests several commands: each is one of ours', () => {
    expect(commandsIn(vectors.A3)).toEqual([
      commandOf({ kind: 'write-string', label: '0', text: '11045.28 ' }),
      commandOf({ kind: 'write-string', label: '1', text: '2.41 ' }),
    ]);
  });

  it('A14, the reset, has a sum like the others and no request of ours', () => {
    expect(checksum(commandsIn(vectors.A14)[0]!)).toBe('0076');
    const sent = everyRequest.map((request) => commandOf(request)!.slice(0, 2));
    for (const never of ['E,', 'E7', 'E-', 'E!', 'E(', 'I', 'J']) expect(sent).not.toContain(never);
  });

  it('the weekday is counted from Sunday', () => {
    const of = (weekday: number) => commandOf({ kind: 'weekday', time: { ...time, weekday } });
    expect([1, 2, 6, 7].map(of)).toEqual(['E&2', 'E&3', 'E&7', 'E&1']);
  });

  it('the date has the month first', () => {
    expect(commandOf({ kind: 'date', time })).toBe('E;112326');
  });

  it('positions are those of the two older libraries, not those of alphasignpy', () => {
    expect(toHex(Buffer.from(Object.values(positions).join('')))).toBe('20 22 26 30 31 32');
    const alphasignpy = { fill: '\x26', top: '\x30', bottom: '\x32' };
    for (const [name, code] of Object.entries(alphasignpy)) {
      expect(positions[name as keyof typeof alphasignpy], name).not.toBe(code);
    }
  });

  it('a blinking text is in flash mode, a zone is a reference to its STRING file', () => {
    const segments = [
      { position: 'top', mode: 'flash', show: { text: 'X' } },
      { position: 'fill', mode: 'hold', show: { lines: ['2', undefined, '3'] } },
    ] as const;
    expect(commandOf({ kind: 'write-text', label: 'A', segments })).toBe('AA\x1b"cX\x1b0b\x102\r\r\x103');
  });

  it('an empty file is its label alone', () => {
    expect(commandOf({ kind: 'write-text', label: '0', segments: [] })).toBe('A0');
    expect(commandOf({ kind: 'write-string', label: '1', text: '' })).toBe('G1');
  });

  it('errors are cleared with 34, acknowledging can be ended', () => {
    expect(commandOf({ kind: 'clear-errors' })).toBe('E4');
    expect(commandOf({ kind: 'acknowledge', on: false })).toBe('Es0');
  });

  it('no text ends its command or begins another, whatever is in it', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('text', 'string'), (text, kind) => {
        const request: Request = kind === 'text' ? textA(text) : { kind: 'write-string', label: 'B', text };
        const packet = Buffer.from(encodeRequest(request, sign01));
        const [head, tail] = kind === 'text' ? [14, 6] : [11, 6];
        const inner = packet.subarray(head, packet.length - tail);
        expect([...inner].every((byte) => byte >= 0x20 && byte <= 0x7e)).toBe(true);
      }),
    );
  });
});

const everyRequest: Request[] = [
  textA(','),
  { kind: 'read-text', label: 'A' },
  { kind: 'write-string', label: 'B', text: ',' },
  { kind: 'read-string', label: 'B' },
  { kind: 'read-memory' },
  { kind: 'read-errors' },
  { kind: 'clear-errors' },
  { kind: 'configure-memory', files: [] },
  { kind: 'run', labels: ['A'] },
  { kind: 'acknowledge', on: true },
  { kind: 'dim', level: 0 },
  { kind: 'time', time },
  { kind: 'weekday', time },
  { kind: 'date', time },
];

describe('the memory of an Alpha sign', () => {
  it('is read as it is written', () => {
    const files = decodeMemory('AAU0100FF000BL00200000');
    expect(files).toEqual([
      { label: 'A', type: 'text', bytes: 256 },
      { label: '0', type: 'string', bytes: 32 },
    ]);
    expect(decodeMemory(encodeMemory(files))).toEqual(files);
  });

  it('A1 and A2 are read', () => {
    expect(decodeMemory(commandsIn(vectors.A1)[0]!.slice(2))).toEqual([{ label: 'A', type: 'text', bytes: 256 }]);
    expect(decodeMemory(commandsIn(vectors.A2)[0]!.slice(2))).toEqual([{ label: '0', type: 'string', bytes: 32 }]);
  });

  it('may hold pictures and things unknown', () => {
    expect(decodeMemory('CDU10204000BBL00200000xx')).toEqual([{ label: 'B', type: 'string', bytes: 32 }]);
    expect(decodeMemory('')).toEqual([]);
    fc.assert(fc.property(anyText, (content) => Array.isArray(decodeMemory(content))));
  });

  it('lacks what is not there, of another type, or too short', () => {
    const wanted = [
      { label: 'A', type: 'text', bytes: 64 },
      { label: '1', type: 'string', bytes: 125 },
    ] as const;
    expect(missingFiles(decodeMemory('AAU0040FFFF1BL007D0000'), wanted)).toEqual([]);
    expect(missingFiles(decodeMemory('AAU0080FFFF1BL00FF0000ZAU0001FFFF'), wanted)).toEqual([]);
    expect(missingFiles(decodeMemory('AAU0040FFFF1BL007C0000'), wanted)).toEqual([wanted[1]]);
    expect(missingFiles(decodeMemory('ABL00FF00001BL007D0000'), wanted)).toEqual([wanted[0]]);
    expect(missingFiles([], wanted)).toEqual(wanted);
  });
});
