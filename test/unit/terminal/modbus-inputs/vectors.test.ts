import { describe, expect, it } from 'vitest';
import { replyDecoder } from '../../../../drivers/modbus/reply.js';
import type { ModbusRequest } from '../../../../drivers/modbus/request.js';
import { hex } from '../../../support/hex.js';
import { moduleOnALine } from './line.js';

const inputs: ModbusRequest = { kind: 'read discrete inputs', address: 0, count: 8 };
const sensor: ModbusRequest = { kind: 'read input registers', address: 1, count: 2 };

/**
 * terminal-health.md 5.4. A CRC of 16 bits lets no two flipped bits of a frame through; but a refusal is a byte shorter, so two
 * bits can make one of the beginning of a longer frame. It is then no answer, and the inputs are asked again.
 */
const replies = [
  { name: 'no input', request: inputs, wire: '01 02 01 00 A1 88', value: { data: hex('00') }, escapes: 1 },
  { name: 'input 0', request: inputs, wire: '01 02 01 01 60 48', value: { data: hex('01') }, escapes: 1 },
  { name: 'inputs 0 and 3', request: inputs, wire: '01 02 01 09 61 8E', value: { data: hex('09') }, escapes: 0 },
  {
    name: '25.6 °C 48.2 %',
    request: sensor,
    wire: '01 04 04 01 00 01 E2 7B A1',
    value: { data: hex('01 00 01 E2') },
    escapes: 0,
  },
  { name: 'refused', request: sensor, wire: '01 84 02 C2 C1', value: { exception: 2 }, escapes: 0 },
] as const;

/** A module of eight inputs of which the first, fourth and last are of interest, and a sensor at registers 1 and 2. */
const options = {
  inputs: [
    { input: 0, as: 'door' },
    { input: 3, as: 'water' },
    { input: 7, as: 'smoke' },
  ],
  temperature: { register: 1 },
  humidity: { register: 2 },
} as const;
const wired = {
  wired: [
    { input: 0, as: 'door' as const },
    { input: 3, as: 'water' as const },
  ],
};

describe('the frames of 5.4 at work', () => {
  it('asks byte for byte: eight inputs, then two registers', async () => {
    const { poll, asked } = moduleOnALine(options, { unit: wired });
    await poll();
    expect(asked()).toEqual(['01 02 00 00 00 08 79 CC', '01 04 00 01 00 02 20 0B']);
  });

  it.each([
    ['01 02 01 00 A1 88', []],
    ['01 02 01 01 60 48', ['cabinet']],
    ['01 02 01 09 61 8E', ['cabinet', 'environment-water']],
  ] as const)('%s is read as %j', async (wire, acting) => {
    const { module, poll, modules } = moduleOnALine(options, { unit: wired });
    module.push({
      name: 'as printed',
      onRequest: ({ functionCode }, output) => answer(functionCode === 2, wire, output),
    });
    await poll();
    const notOk = Object.entries(modules()).filter(([, { status }]) => status !== 'ok');
    expect(notOk.map(([name]) => name)).toEqual(acting);
  });

  it('25.6 °C and 48.2 %', async () => {
    const { module, poll, seen } = moduleOnALine(options, { unit: wired });
    const wire = '01 04 04 01 00 01 E2 7B A1';
    module.push({
      name: 'as printed',
      onRequest: ({ functionCode }, output) => answer(functionCode === 4, wire, output),
    });
    await poll();
    expect(seen.state).toMatchObject({ temperature: 25.6, humidity: 48.2 });
  });

  it('the exception is a sensor that tells nothing', async () => {
    const { module, poll, seen, modules } = moduleOnALine(options, { unit: wired });
    const wire = '01 84 02 C2 C1';
    module.push({
      name: 'as printed',
      onRequest: ({ functionCode }, output) => answer(functionCode === 4, wire, output),
    });
    await poll();
    expect(seen.state).not.toHaveProperty('temperature');
    expect(modules()['environment']).toMatchObject({
      status: 'unknown',
      detail: expect.stringContaining('exception 02: illegal data address'),
    });
  });
});

function answer(applies: boolean, wire: string, output: { send(bytes: Uint8Array): void }) {
  if (!applies) return undefined;
  output.send(hex(wire));
  return 'handled' as const;
}

describe.each(replies)('the reply $name', ({ request, wire, value, escapes }) => {
  const bytes = hex(wire);
  const decode = (frame: Uint8Array) => replyDecoder(1, request)(frame);
  const flipped = (...bits: number[]) => {
    const frame = bytes.slice();
    for (const bit of bits) frame[bit >> 3]! ^= 1 << (bit & 7);
    return frame;
  };

  it('is what the reference says', () => expect(decode(bytes)).toEqual(value));

  it('with any one bit flipped is none', () => {
    for (let bit = 0; bit < bytes.length * 8; bit++) expect(decode(flipped(bit)), `bit ${bit}`).toBeUndefined();
  });

  it(`with any two bits flipped is never another value: ${escapes} of all pairs escape, as a refusal`, () => {
    const found: unknown[] = [];
    for (let first = 0; first < bytes.length * 8; first++) {
      for (let second = 0; second < first; second++) {
        const read = decode(flipped(first, second));
        if (read) found.push(read);
      }
    }
    expect(found).toEqual(Array(escapes).fill({ exception: expect.any(Number) }));
  });
});

describe('a damaged answer on the line', () => {
  it.each(Array.from({ length: 48 }, (_, bit) => bit))('with bit %i flipped opens no door', async (bit) => {
    const { module, session, clock, told } = moduleOnALine({ inputs: [{ input: 0, as: 'door' }] });
    const frame = hex('01 02 01 00 A1 88');
    frame[bit >> 3]! ^= 1 << (bit & 7);
    module.push({
      name: 'damaged',
      onRequest(_request, output) {
        output.send(frame);
        return 'handled';
      },
    });
    await expect(clock.finish(session.poll(), 100)).rejects.toMatchObject({ code: 'TRANSPORT_REPLY_TIMEOUT' });
    expect(told().filter(({ type }) => type === 'cabinet-door-open')).toEqual([]);
  });
});
