import { describe, expect, it } from 'vitest';
import { createOnbon } from '../../../simulators/led-board/onbon.js';
import { createHpc168 } from '../../../simulators/people-counter/hpc168.js';
import { createSharedLine } from '../../../simulators/shared-line.js';
import type { Line, Simulator } from '../../../simulators/simulator.js';
import { seededRandom } from '../../support/random.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { plugHost } from './host.js';
import { createParrot, line } from './parrot.js';

const readTotals = { '0001': '02 30 30 30 31 31 33 30 30 31 34 03', '0002': '02 30 30 30 32 31 33 30 30 31 35 03' };
const pingScreen1 = 'A5A5A5A5A5A5A5A5 01 00 00 80 00 00 00 00 00 00 FE 02 05 00 A2 00 01 00 00 68 F8 5A';
const ackScreen1 = 'A5 A5 A5 A5 A5 A5 A5 A5 00 80 01 00 00 00 00 00 00 00 FE 02 05 00 A0 00 00 00 00 64 DC 5A';

function createBranchLine() {
  const clock = new VirtualClock();
  const world = { clock, random: seededRandom(3) };
  const [first, second] = [createHpc168(world, { id: '0001' }), createHpc168(world, { id: '0002' })];
  const board = createOnbon(world, { address: 1 });
  const wire = createSharedLine({ world, members: [first, second, board] });
  return { clock, first, second, board, wire, host: plugHost(wire) };
}

const idsHeard = (writes: readonly Uint8Array[]) =>
  writes.map((bytes) => Buffer.from(bytes.subarray(1, 5)).toString('ascii'));

describe('an RS-485 line', () => {
  it('carries each byte to all members, and only the one that is meant answers', () => {
    const { host, first, second } = createBranchLine();
    host.send(readTotals['0002']);
    expect(idsHeard(host.writes)).toEqual(['0002']);
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
  });

  it('carries two protocols', () => {
    const { host } = createBranchLine();
    host.send(pingScreen1);
    expect(host.heard()).toBe(ackScreen1);
    host.forget();
    host.send(readTotals['0001']);
    expect(idsHeard(host.writes)).toEqual(['0001']);
  });

  it('carries what a member says unasked', async () => {
    const parrot = createParrot();
    const wire = createSharedLine({ world: { clock: parrot.clock, random: seededRandom(1) }, members: [parrot] });
    const host = plugHost(wire);
    host.send(line('hello'));
    parrot.actions.shout!({});
    await parrot.clock.advance(0);
    expect(Buffer.concat(host.writes).toString()).toBe('helloHEY');
  });

  it('loses one member and keeps the others; the lost one is back with the first byte after', () => {
    const { host, first } = createBranchLine();
    host.send(readTotals['0001']);
    first.setFaults({ unplugged: true });
    host.send(readTotals['0001']);
    host.send(readTotals['0002']);
    expect(idsHeard(host.writes)).toEqual(['0001', '0002']);
    expect(host.closed).toBe(false);
    first.setFaults({ unplugged: false });
    host.send(readTotals['0001']);
    expect(idsHeard(host.writes)).toEqual(['0001', '0002', '0001']);
  });

  it('with a member unplugged from the start, takes it on later', () => {
    const { host, second } = createBranchLine();
    second.setFaults({ unplugged: true });
    host.send(readTotals['0002']);
    second.setFaults({ unplugged: false });
    host.send(readTotals['0002']);
    expect(idsHeard(host.writes)).toEqual(['0002']);
  });

  it('hears nothing more from a member that talks after it was pulled off', async () => {
    let line: Line | undefined;
    const parrot = createParrot();
    const ghost: Simulator = {
      ...parrot,
      connect(given) {
        line = given;
      },
    };
    const wire = createSharedLine({ world: { clock: parrot.clock, random: seededRandom(1) }, members: [ghost] });
    const host = plugHost(wire);
    host.send('00');
    line?.write(Uint8Array.of(1));
    await parrot.clock.advance(0);
    line?.close();
    line?.write(Uint8Array.of(2));
    line?.close();
    await parrot.clock.advance(0);
    expect(host.heard()).toBe('01');
  });

  it('echoes once with an adapter that does not suppress it, however many members there are', () => {
    const { host, wire } = createBranchLine();
    wire.setFaults({ echo: true });
    host.send(readTotals['0001']);
    expect(host.writes).toHaveLength(2);
    expect(idsHeard(host.writes)).toEqual(['0001', '0001']);
    expect(Buffer.from(host.writes[0]!).toString('hex')).toBe(readTotals['0001'].replaceAll(' ', ''));
  });

  it('carries the echo of a member before the answer of another, and once if several echo', () => {
    const { host, first, board, wire } = createBranchLine();
    first.setFaults({ echo: true });
    board.setFaults({ echo: true });
    host.send(readTotals['0002']);
    expect(idsHeard(host.writes)).toEqual(['0002', '0002']);
    expect(Buffer.from(host.writes[0]!).toString('hex')).toBe(readTotals['0002'].replaceAll(' ', ''));
    expect(wire.view()).toMatchObject({ collisions: 0 });
    first.setFaults({ echo: false });
    board.setFaults({ unplugged: true });
    host.forget();
    host.send(readTotals['0002']);
    expect(host.writes).toHaveLength(1);
  });

  it('goes down as a whole when its adapter is unplugged', () => {
    const { host, wire, first } = createBranchLine();
    wire.setFaults({ unplugged: true });
    expect(host.closed).toBe(true);
    expect(first.faults.unplugged).toBe(false);
    wire.setFaults({ unplugged: false });
    const again = plugHost(wire);
    again.send(readTotals['0001']);
    expect(idsHeard(again.writes)).toEqual(['0001']);
  });

  it('adds its own delay to that of a member', async () => {
    const { host, wire, first, clock } = createBranchLine();
    wire.setFaults({ lateMs: 30 });
    first.setFaults({ lateMs: 20 });
    host.send(readTotals['0001']);
    await clock.advance(49);
    expect(host.writes).toHaveLength(0);
    await clock.advance(1);
    expect(host.writes).toHaveLength(1);
  });

  it('keeps what members know when the adapter alone is restarted', () => {
    const { wire, first } = createBranchLine();
    first.actions['walk-in']!({ count: 3 });
    wire.restart();
    expect(wire.view()).toMatchObject({ members: [{ kind: 'people-counter/hpc168', view: { in: 3 } }, {}, {}] });
  });

  it('has no address that could be wrong, and says so', () => {
    const { wire, first } = createBranchLine();
    expect(() => wire.setFaults({ wrongAddress: true })).toThrow('a line has no address');
    first.setFaults({ wrongAddress: true });
  });

  it('closes its members with it', () => {
    const { wire, first, host } = createBranchLine();
    const parrot = plugHost(first);
    wire.close();
    expect([host.closed, parrot.closed]).toEqual([true, true]);
  });
});
