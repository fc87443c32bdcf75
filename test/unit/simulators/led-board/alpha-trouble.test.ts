import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAlpha } from '../../../../simulators/led-board/alpha.js';
import { createWorld } from '../../../../simulators/world.js';
import { hex } from '../../../support/hex.js';
import { ack, createSign, packet, replyOf, text } from './alpha-host.js';
import { alphaVectors } from './alpha-vectors.js';

const e71 = { baudRate: 9_600, dataBits: 7, parity: 'even' } as const;
const e72at4800 = { baudRate: 4_800, dataBits: 7, parity: 'even' } as const;
const n81 = { baudRate: 9_600, dataBits: 8, parity: 'none' } as const;

describe('the serial format', () => {
  it.each([
    [e71, e72at4800, 0x42],
    [e71, n81, 0x41],
    [e72at4800, e71, 0x42],
    [n81, e71, 0x41],
    [e71, { ...e71, dataBits: 8 }, 0x41],
    [e71, { ...e71, parity: 'odd' }, 0x41],
  ])('a sign at %j hears noise from a host at %j, and answers once they agree', (format, other, status) => {
    const { ask, act, view } = createSign({ format });
    act('host-format', other);
    expect(ask(alphaVectors.A8)).toBe('');
    expect(ask(packet([text('0', 'A001')]))).toBe('');
    expect(view()).toMatchObject({ text: [''], heard: 'garbled', status });
    act('host-format', format);
    expect(view().heard).toBe('clear');
    expect(replyOf(ask(alphaVectors.A8))).toBe(`E*${String.fromCharCode(status)}`);
  });

  it('is 9600 7E1 when nobody says anything else, and the host is taken to know', () => {
    const { ask, act } = createSign();
    expect(replyOf(ask(alphaVectors.A8))).toBe('E*@');
    act('host-format', e71);
    expect(replyOf(ask(alphaVectors.A8))).toBe('E*@');
  });

  it('can be set at the sign: then the host is lost until it follows', () => {
    const { ask, act } = createSign();
    act('host-format', e71);
    act('format', n81);
    expect(ask(alphaVectors.A8)).toBe('');
    act('host-format', n81);
    expect(replyOf(ask(alphaVectors.A8))).toBe('E*A');
  });

  it('with seven bits has no eighth: 82 is an STX', () => {
    const seven = createSign({ format: e71 });
    seven.ask(Buffer.from('\0\0\0\0\0\x01Z01\x02A0\x1b bA\x03\x82E,\x04', 'latin1'));
    expect(seven.view().tripwires.softResets).toBe(1);
    const eight = createSign({ format: n81 });
    eight.ask(Buffer.from('\0\0\0\0\0\x01Z01\x02A0\x1b bA\xb0\xb1\x04', 'latin1'));
    expect(eight.view()).toMatchObject({ text: ['      A□□'], tripwires: { softResets: 0 } });
  });

  it('that differs never lets anything through, whatever is sent', () => {
    const { ask, act, view, sign } = createSign();
    act('host-format', n81);
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => ask(bytes) === ''));
    expect(sign.requests).toEqual([]);
    expect(view()).toMatchObject({ text: [''], files: [{ label: '0' }] });
  });
});

describe('a sign in trouble', () => {
  it('forgets half a packet in a power cut', () => {
    const { host, sign, view } = createSign();
    const bytes = packet([text('0', 'A001')]);
    host.send(bytes.subarray(0, 15));
    sign.restart();
    host.send(bytes.subarray(15));
    expect(view().text).toEqual(['']);
  });

  it('slow: shows at once and answers late', async () => {
    const { ask, order, host, act, view, clock } = createSign();
    order('Es1');
    act('slow', { ms: 400 });
    expect(ask(packet([text('0', 'A001')]))).toBe('');
    expect(view().text[0]?.trim()).toBe('A001');
    await clock.advance(399);
    expect(host.heard()).toBe('');
    await clock.advance(1);
    expect(host.heard()).toBe(ack);
  });

  it('slow: after a power cut the answer never comes', async () => {
    const { ask, act, host, clock } = createSign();
    act('slow', { ms: 400 });
    ask(alphaVectors.A8);
    act('power-cycle');
    expect(clock.pending).toBe(0);
    await clock.advance(1_000);
    expect(host.heard()).toBe('');
  });

  it('closed: no timer is left', () => {
    const { ask, act, sign, clock } = createSign();
    act('slow', { ms: 400 });
    ask(alphaVectors.A8);
    sign.close();
    expect(clock.pending).toBe(0);
  });

  it('at 9600 baud takes the time of the bytes there and back', async () => {
    const { ask, host, clock } = createSign({ baud: 9_600 });
    expect(ask(alphaVectors.A8)).toBe('');
    // 18 bytes asked and 34 answered, ten bits each.
    await clock.advance(54);
    expect(host.heard()).toBe('');
    await clock.advance(1);
    expect(replyOf(host.heard())).toBe('E*@');
  });

  it('survives any command and stays in contact', () => {
    const { ask, sign } = createSign({ rows: 2 });
    const content = fc.string({ unit: fc.constantFrom(...'AB0$* TUL12F\x1b\x10\r\x1c bc\xff'), maxLength: 60 });
    fc.assert(
      fc.property(fc.constantFrom(...'ABEFGHIJ?'), content, (code, data) => {
        ask(packet([`${code}${data}`]));
        expect(() => JSON.stringify(sign.view())).not.toThrow();
        expect(replyOf(ask(alphaVectors.A8))).toMatch(/^E\*/);
      }),
    );
  });

  it('keeps answering whole packets after noise, split anywhere', () => {
    const { host } = createSign();
    const bytes = hex(alphaVectors.A8);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.integer({ min: 1, max: bytes.length - 1 }), (noise, cut) => {
        host.send(noise);
        host.forget();
        host.send(bytes.subarray(0, cut));
        host.send(bytes.subarray(cut));
        expect(replyOf(host.heard())).toMatch(/^E\*/);
      }),
    );
  });

  it.each([
    ['nack', { status: 0 }],
    ['nack', { status: 0x40 }],
    ['slow', { ms: -1 }],
    ['dead-segment', { column: 0 }],
    ['wrong-firmware', { generation: 3 }],
    ['tamper', { label: 'AB', text: '' }],
    ['tamper', { label: '0', text: '\x1b' }],
    ['host-format', { baudRate: 9_600 }],
    ['host-format', { ...e71, dataBits: 9 }],
    ['format', { ...e71, baudRate: 9_601 }],
    ['repair', { all: true }],
  ] as const)('refuses the action %s with %j', (name, args) => {
    const { sign } = createSign();
    expect(() => sign.actions[name]!(args as never)).toThrow();
  });

  it.each([
    [{ address: '00' }, 'address: '],
    [{ address: '0a' }, 'address: '],
    [{ typeCode: 'Z' }, 'typeCode: '],
    [{ typeCode: '0' }, 'typeCode: '],
    [{ generation: 3 }, 'generation: '],
    [{ columns: 0 }, 'columns: '],
    [{ format: { parity: 'mark' } }, 'format: parity: '],
  ])('refuses the options %j', (options, message) => {
    expect(() => createAlpha(createWorld({ seed: 1 }), options as never)).toThrow(message);
  });
});
