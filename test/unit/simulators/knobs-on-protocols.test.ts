import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createModbusDigits } from '../../../simulators/led-board/modbus-digits.js';
import { createOnbon } from '../../../simulators/led-board/onbon.js';
import { createPacketDecoder } from '../../../simulators/led-board/onbon-codec.js';
import { createHpc168 } from '../../../simulators/people-counter/hpc168.js';
import { createFrameDecoder } from '../../../simulators/people-counter/hpc168-codec.js';
import type { FaultKnobs, World } from '../../../simulators/simulator.js';
import { hex } from '../../support/hex.js';
import { seededRandom } from '../../support/random.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { plugHost } from './host.js';
import { vectorOf } from './led-board/modbus-digits-vectors.js';
import { vectors } from './led-board/vectors.js';
import { answerers } from './modbus/master.js';

const readTotals = '02 30 30 30 31 31 33 30 30 31 34 03';

/** The protocols as a host sees them: what to ask, and what a careful host takes from what it hears. */
const protocols = [
  {
    name: 'led-board/onbon',
    create: (world: World) => createOnbon(world),
    request: vectors.O1,
    /** A reply begins with a byte that no noise before it can swallow, and damage shows in the CRC. */
    understood: (heard: Uint8Array) =>
      createPacketDecoder()(heard)
        .filter(({ intact }) => intact)
        .map(({ source }) => source),
    right: 1,
    neighbour: 2,
  },
  {
    name: 'led-board/modbus-digits',
    create: (world: World) => createModbusDigits(world),
    request: vectorOf('M19').request,
    understood: (heard: Uint8Array) => answerers(heard, 4),
    right: 1,
    neighbour: 2,
  },
  {
    name: 'people-counter/hpc168',
    create: (world: World) => createHpc168(world),
    request: readTotals,
    understood: (heard: Uint8Array) => createFrameDecoder()(heard).map(({ id }) => Number(id)),
    right: 1,
    neighbour: 2,
  },
] as const;

describe.each(protocols)('$name with one knob turned', ({ create, request, understood, right, neighbour }) => {
  const start = (seed: number, knobs: Partial<FaultKnobs>) => {
    const clock = new VirtualClock();
    const device = create({ clock, random: seededRandom(seed) });
    const host = plugHost(device);
    device.setFaults(knobs);
    const hear = () => understood(Buffer.concat(host.writes));
    return { clock, device, host, hear };
  };

  it('flipBit: a careful host takes nothing wrong from it, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { host, hear } = start(seed, { flipBit: true });
        host.send(hex(request));
        // A flip in the row of leading A5s harms nobody; then the answer is the right one.
        expect(hear().every((source) => source === right)).toBe(true);
      }),
    );
  });

  it('garbageBytes with splitBytes: the answer behind the noise is found, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 64 }), (seed, size) => {
        const { host, hear } = start(seed, { garbageBytes: size, splitBytes: size });
        host.send(hex(request));
        expect(hear().at(-1)).toBe(right);
      }),
    );
  });

  it('wrongAddress: the answer is whole, but from the neighbour', () => {
    const { host, hear, device } = start(1, { wrongAddress: true });
    host.send(hex(request));
    expect(hear()).toEqual([neighbour]);
    device.setFaults({ wrongAddress: false });
    host.forget();
    host.send(hex(request));
    expect(hear()).toEqual([right]);
  });

  it('echo: the request comes back before the answer', () => {
    const { host } = start(1, { echo: true });
    host.send(hex(request));
    expect(host.writes).toHaveLength(2);
    expect(host.writes[0]).toEqual(hex(request));
  });

  it('silent and lateMs: no answer, and one after its time', async () => {
    const { host, hear, device, clock } = start(1, { silent: true });
    host.send(hex(request));
    await clock.advance(60_000);
    expect(hear()).toEqual([]);
    device.setFaults({ silent: false, lateMs: 1_500 });
    host.send(hex(request));
    await clock.advance(1_499);
    expect(hear()).toEqual([]);
    await clock.advance(1);
    expect(hear()).toEqual([right]);
  });

  it('all at once, twice with one seed: the same bytes', async () => {
    const run = async () => {
      const { host, clock } = start(99, { garbageBytes: 9, flipBit: true, lateMs: 5, splitBytes: 4, echo: true });
      for (let round = 0; round < 5; round++) {
        host.send(hex(request));
        await clock.advance(10);
      }
      return host.heard();
    };
    expect(await run()).toBe(await run());
  });

  it('several requests in one read are all answered', () => {
    const { host, hear } = start(1, {});
    host.send(Buffer.concat([hex(request), hex(request), hex(request)]));
    expect(hear()).toEqual([right, right, right]);
  });
});
