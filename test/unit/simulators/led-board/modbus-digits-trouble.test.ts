import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModbusDigits } from '../../../../simulators/led-board/modbus-digits.js';
import { createSharedLine } from '../../../../simulators/shared-line.js';
import { hex } from '../../../support/hex.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';
import { frame } from '../modbus/master.js';
import { codes, createDigits } from './digits.js';
import { vectorOf } from './modbus-digits-vectors.js';

const m12 = vectorOf('M12');
const m15 = vectorOf('M15');

describe('a digit display in trouble', () => {
  it('at 9600 baud takes the time of the bytes there and back', async () => {
    const { ask, host, clock } = createDigits({ baud: 9_600 });
    ask(m15.request);
    // 8 bytes asked and 7 answered, ten bits each: 15.6 ms.
    await clock.advance(15);
    expect(host.heard()).toBe('');
    await clock.advance(1);
    expect(host.heard()).toBe(m15.reply);
  });

  it('at another speed says so in its register', () => {
    const { read, view } = createDigits({ baud: 19_200 });
    expect(read(0xfe)).toEqual([]);
    expect(view().baud).toBe(19_200);
  });

  it('slow: does at once, answers late, and hears nothing until then', async () => {
    const { ask, host, act, view, clock } = createDigits();
    act('slow', { ms: 400 });
    ask(vectorOf('M18').request);
    expect(view().text).toEqual(['A001']);
    host.send(vectorOf('M20').request);
    await clock.advance(400);
    expect(host.heard()).toBe(vectorOf('M18').reply);
    expect(view().text).toEqual(['A001']);
    await clock.advance(1_000);
    expect(host.writes).toHaveLength(1);
  });

  it('refuses as often as told, and does nothing meanwhile', () => {
    const { show, write, act, view } = createDigits();
    act('exception', { code: 6, times: 2 });
    expect([show('A001'), write(0xfd, 9), show('A002')]).toEqual([6, 6, 'done']);
    expect(view()).toMatchObject({ text: ['A002'], address: 1 });
  });

  it('with a firmware that cannot write many: exception 1, one by one it goes', () => {
    const { show, write, act, view } = createDigits();
    act('wrong-firmware', { lacks: ['write-many'] });
    expect(show('A001')).toBe(1);
    expect(codes('A001').map((code, digit) => write(digit, code))).toEqual(Array(4).fill('done'));
    expect(view().text).toEqual(['A001']);
    act('wrong-firmware', { lacks: [] });
    expect(show('A002')).toBe('done');
  });

  it('with a firmware without blinking or brightness: exception 2, also for a reading across them', () => {
    const { write, read, act } = createDigits();
    act('wrong-firmware', { lacks: ['blink', 'brightness'] });
    expect([write(8, 1), write(9, 3)]).toEqual([2, 2]);
    expect([read(8), read(9), read(0, 12), read(0, 9)]).toEqual([[-2], [-2], [-2], [-2]]);
    expect(read(0, 8)).toHaveLength(8);
    act('wrong-firmware', { lacks: ['brightness'] });
    expect([write(8, 1), write(9, 3)]).toEqual(['done', 2]);
  });

  it('written by somebody else: what is read back is not what was ordered', () => {
    const { show, read, act, view } = createDigits();
    show('A001');
    act('tamper', { register: 3, value: 0x37 });
    expect(read(0, 4)).toEqual(codes('A007'));
    act('tamper', { register: 0xfd, value: 9 });
    expect(read(0, 4)).toEqual([]);
    expect(view()).toMatchObject({ text: ['A007'], address: 9, tripwires: { address: 0 } });
    expect(() => act('tamper', { register: 9, value: 9 })).toThrow('register 9: the module refuses 9');
  });

  it.each([
    ['dead-segment', { digit: 5, segments: 'a' }],
    ['dead-segment', { digit: 0, segments: 'a' }],
    ['dead-segment', { digit: 1, segments: 'h' }],
    ['dead-segment', { digit: 1, segments: '' }],
    ['wrong-firmware', { lacks: ['read'] }],
    ['exception', { code: 0 }],
    ['slow', { ms: -1 }],
    ['tamper', { register: 3 }],
    ['repair', { all: true }],
  ])('refuses the action %s with %j', (name, args) => {
    const { act } = createDigits();
    expect(() => act(name, args)).toThrow();
  });

  it('forgets half a frame in a power cut', () => {
    const { host, act } = createDigits();
    host.send(hex(m15.request).subarray(0, 5));
    act('power-cycle');
    host.send(hex(m15.request).subarray(5));
    expect(host.heard()).toBe('');
  });

  it('survives any request and stays in contact', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(3, 6, 16, 5), byte, byte, byte), { maxLength: 10 }), (requests) => {
        const { host, board, act, ask } = createDigits();
        for (const [functionCode, register, high, low] of requests) {
          const head = [0xff, functionCode, 0, register];
          host.send(functionCode === 16 ? frame(...head, 0, 1, 2, high, low) : frame(...head, high, low));
        }
        expect(() => JSON.stringify(board.view())).not.toThrow();
        board.actions['tamper']!({ register: 0xfb, value: 0 });
        act('power-cycle');
        expect(ask(m15.request)).toBe(m15.reply);
      }),
    );
  });

  it('keeps answering whole frames after noise and a pause, split anywhere', async () => {
    const { board, host, clock } = createDigits();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 50 }), fc.integer({ min: 1, max: 7 }), async (noise, cut) => {
        board.setFaults({ splitBytes: cut });
        host.send(noise);
        await clock.advance(101);
        host.forget();
        host.send(hex(m15.request).subarray(0, cut));
        host.send(hex(m15.request).subarray(cut));
        expect(host.heard()).toBe(m15.reply);
      }),
      { numRuns: 50 },
    );
  });
});

describe('two modules on one line', () => {
  function createLine(addresses: readonly [number, number]) {
    const world = { clock: new VirtualClock(), random: seededRandom(1) };
    const members = addresses.map((address) => createModbusDigits(world, { address }));
    const wire = createSharedLine({ world, members });
    const texts = () => members.map((member) => (member.view() as { text: string[] }).text[0]);
    const collisions = () => (wire.view() as { collisions: number }).collisions;
    return { host: plugHost(wire), texts, collisions };
  }

  it('each answers for itself', () => {
    const { host, texts } = createLine([1, 5]);
    host.send(vectorOf('M18').request);
    host.send(vectorOf('M23').request);
    expect(host.heard()).toBe(`${vectorOf('M18').reply} ${vectorOf('M23').reply}`);
    expect(texts()).toEqual(['A001', '  12']);
  });

  it('called by FF both speak, and nobody can be understood', () => {
    const { host, collisions } = createLine([1, 5]);
    host.send(m12.request);
    expect(host.heard()).toHaveLength(m12.reply.length);
    expect(host.heard()).not.toBe(m12.reply);
    expect(collisions()).toBe(1);
  });

  it('with one address both do it, and their answers garble each other', () => {
    const { host, texts, collisions } = createLine([1, 1]);
    host.send(vectorOf('M18').request);
    expect(host.heard()).not.toContain(vectorOf('M18').reply);
    expect(collisions()).toBe(1);
    expect(texts()).toEqual(['A001', 'A001']);
  });
});
