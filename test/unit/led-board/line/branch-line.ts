import { backoffMs, type Clock, sleep } from '../../../../drivers/clock.js';
import { createBus } from '../../../../drivers/transport/bus.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { plugIn } from '../../../../simulators/line.js';
import { createSharedLine } from '../../../../simulators/shared-line.js';
import type { Simulator } from '../../../../simulators/simulator.js';
import { createWorld } from '../../../../simulators/world.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import {
  type BoardName,
  boardNames,
  command,
  format,
  type Member,
  type MemberName,
  members,
  type Opened,
  openSession,
} from './members.js';

/** How finely the glasses are watched, ms: a line is quiet for as long before anybody can change them again. */
const stepMs = 20;
const failuresUntilOffline = 3;

/** What the views of all boards have in common. */
interface View {
  readonly text: readonly string[];
  readonly tripwires?: Readonly<Record<string, number>>;
  readonly resets?: number;
  readonly formats?: number;
  readonly renumberings?: number;
  readonly brightness?: number;
  readonly dimming?: number;
}

/**
 * Six boards of four protocols and a people counter on one RS-485 line of 9600 baud, each polled every two seconds as
 * its supervisor would. Resolves when all are in contact.
 */
export async function branchLine({ echo = false, discardEcho = false } = {}) {
  const clock = new VirtualClock();
  const world = createWorld({ seed: 1, clock });
  const names = Object.keys(members) as MemberName[];
  const each = <T>(make: (name: MemberName) => T) =>
    Object.fromEntries(names.map((name) => [name, make(name)])) as Record<MemberName, T>;
  const devices = each((name): Member => members[name].create(world));
  const line = createSharedLine({ world, members: onOnePair(Object.values(devices), clock), baud: format.baudRate });
  line.setFaults({ echo });
  const bus = createBus({
    ...{ name: 'rs485-1', clock, random: () => 0.5, discardEcho, formats: [format] },
    open: async () => {
      const [host, device] = memoryPair();
      plugIn(line, device);
      return host;
    },
  });
  const opened = await Promise.all(names.map((name) => openSession(name, bus.member(name), clock)));
  const places = each((name) => opened[names.indexOf(name)] as Opened);
  const heard = each((name) => {
    const bytes: number[] = [];
    devices[name].push({
      name: 'ear',
      onBytes(chunk) {
        bytes.push(...chunk);
        return undefined;
      },
    });
    return bytes;
  });

  const view = (name: MemberName) => devices[name].view() as View;
  const glass = (name: BoardName) => view(name).text.join(' ').replace(/\s+/g, ' ').trim();
  /** ms each text has stood on a glass, by board. */
  const stood = new Map(boardNames.map((name) => [name, new Map<string, number>()]));
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await clock.advance(stepMs);
      for (const [name, texts] of stood) texts.set(glass(name), (texts.get(glass(name)) ?? 0) + stepMs);
    }
  };
  const finish = async <T>(work: Promise<T>): Promise<T> => {
    let running = true;
    const settled = work.finally(() => {
      running = false;
    });
    settled.catch(() => undefined);
    while (running) await pass(stepMs);
    return settled;
  };
  const call = (name: BoardName, number: string) => command(places[name].session, 'call', { number, counter: 1 });
  const stop = new AbortController();
  for (const place of opened) void supervise(place, clock, stop.signal);

  const branch = {
    ...{ clock, bus, devices, places, heard, view, glass, pass },
    /** Sets knobs of the adapter. */
    setLine: line.setFaults,
    lineView: () => line.view() as { collisions: number; hostCollisions: number },
    order: (name: MemberName, what: string, args: Record<string, unknown> = {}) =>
      finish(command(places[name].session, what, args)),
    call: (name: BoardName, number: string) => finish(call(name, number)),
    /** All at once: which of them succeeded. */
    callAll: async (numbers: Readonly<Partial<Record<BoardName, string>>>) => {
      const wanted = Object.entries(numbers) as [BoardName, string][];
      const outcomes = await finish(Promise.allSettled(wanted.map(([name, number]) => call(name, number))));
      return wanted.filter((_, index) => outcomes[index]?.status === 'fulfilled').map(([name]) => name);
    },
    until: async (holds: () => boolean, ms: number) => {
      const end = clock.monotonic() + ms;
      while (!holds() && clock.monotonic() < end) await pass(100);
    },
    inContact: () => names.filter((name) => places[name].contact.isIn),
    glasses: () => Object.fromEntries(boardNames.map((name) => [name, glass(name)])),
    /** Every text that ever stood there and for how many ms, but for nothing and the zero a digit module starts with. */
    shown: (name: BoardName) => [...(stood.get(name) ?? [])].filter(([text]) => !['', '0'].includes(text)),
    /** What a good host never says, and who heard it: reset, format, another address. */
    tripped: () =>
      names.flatMap((name) => {
        const { tripwires = {}, resets = 0, formats = 0, renumberings = 0 } = view(name);
        const counts = Object.entries({ ...tripwires, resets, formats, renumberings });
        return counts.filter(([, times]) => times > 0).map(([wire]) => `${name}: ${wire}`);
      }),
    /** Leaves nothing running. */
    end: async () => {
      stop.abort();
      for (const { session, end } of opened) {
        end();
        await session.close();
      }
      await bus.close();
      line.close();
      await clock.advance(stepMs);
    },
  };
  await branch.until(() => branch.inContact().length === names.length, 20_000);
  return branch;
}

/** On the two wires of RS-485 members hear each other's answers as they hear the host. */
function onOnePair(devices: readonly Member[], clock: Clock): Simulator[] {
  const ears = new Map<Member, (bytes: Uint8Array) => void>();
  return devices.map((device) => ({
    ...device,
    connect: (line) =>
      device.connect({
        ...line,
        write(bytes) {
          line.write(bytes);
          // Not before all have the last byte of what is answered.
          clock.setTimeout(() => {
            for (const [other, hear] of ears) if (other !== device) hear(bytes);
          }, 1);
        },
        onBytes(receiver) {
          ears.set(device, receiver);
          line.onBytes(receiver);
        },
      }),
  }));
}

/** Identifies and polls for ever; identifies again once contact counts as lost. */
async function supervise({ session, contact }: Opened, clock: Clock, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    try {
      if (!contact.isIn) await session.identify();
      await session.poll();
      contact.isIn = true;
      failures = 0;
    } catch {
      failures++;
      if (failures >= failuresUntilOffline) contact.isIn = false;
    }
    const restMs = contact.isIn ? session.pollIntervalMs : backoffMs(failures, () => 0.5, { floorMs: 500 });
    await sleep(clock, restMs, signal);
  }
}
