import { checkFaults, noFaults } from './faults.js';
import { createMedium, type Talker } from './medium.js';
import { type FaultyOutput, faultyOutput } from './output.js';
import type { FaultKnobs, Line, Simulator, World } from './simulator.js';

/**
 * An RS-485 wire behind one adapter: every byte of a host reaches all members, whatever a member says reaches every
 * host, and members that talk at the same time are garbled. The knobs of the line are the adapter's; the members keep
 * their own. A member that was unplugged hears again from the first byte after it is back. Closing the line closes its
 * members. The view has the members in order, and how often they collided.
 * @param baud bits per second, both ways; absent = bytes take no time. Members then must not count wire time too.
 */
export function createSharedLine({
  world,
  members,
  baud,
}: {
  world: World;
  members: readonly Simulator[];
  baud?: number;
}): Simulator {
  const { clock, random } = world;
  const faults = noFaults();
  const hosts = new Set<Line>();

  const toHosts = (bytes: Uint8Array) => {
    for (const host of hosts) host.write(bytes);
  };
  const toMembers = (bytes: Uint8Array) => {
    // An echo is the same bits at the same time, so it is heard once, however many give it.
    if (faults.echo || members.some(isEchoing)) toHosts(bytes);
    for (const tap of taps) tap.hear(bytes);
  };
  const medium = createMedium({ clock, random, toMembers, toHosts }, baud);
  const taps = members.map((member) => createTap(member, medium.join(), faults, world));
  const hangUp = () => {
    for (const host of [...hosts]) {
      hosts.delete(host);
      host.close();
    }
  };
  const forget = () => {
    for (const tap of taps) tap.forget();
    medium.clear();
  };

  return {
    kind: 'line/rs485',
    faults,
    actions: {},
    setFaults(patch) {
      if (patch.wrongAddress !== undefined) {
        throw new Error('knob "wrongAddress": a line has no address, set it on one of its members');
      }
      Object.assign(faults, checkFaults(patch));
      if (faults.unplugged) hangUp();
    },
    connect(line) {
      if (faults.unplugged) return line.close();
      hosts.add(line);
      line.onClose(() => hosts.delete(line));
      line.onBytes((bytes) => {
        if (hosts.has(line)) medium.hostSays(bytes);
      });
    },
    restart: forget,
    view: () => ({ ...medium.counts, members: members.map((member) => ({ kind: member.kind, view: member.view() })) }),
    close() {
      hangUp();
      for (const member of members) member.close();
      forget();
    },
  };
}

function isEchoing({ faults }: Simulator): boolean {
  return faults.echo && !faults.unplugged;
}

/** A member's place on the wire. What it says passes the knobs of the adapter as a whole, before it is timed. */
function createTap(member: Simulator, talker: Talker, faults: Readonly<FaultKnobs>, world: World) {
  const output: FaultyOutput = faultyOutput({ write: (bytes) => talker.say(bytes) }, faults, world);
  let attached: { hear?: (bytes: Uint8Array) => void } | undefined;
  let passing: Uint8Array | undefined;

  const forget = () => {
    output.clear();
    talker.cut();
  };
  const attach = () => {
    const here: { hear?: (bytes: Uint8Array) => void; closed?: () => void } = {};
    const line: Line = {
      write: (bytes) => {
        // The very bytes that pass are the echo, which is the line's to give.
        if (attached === here && bytes !== passing) output.send(bytes);
      },
      onBytes(receiver) {
        here.hear = receiver;
      },
      onClose(listener) {
        here.closed = listener;
      },
      close() {
        if (attached !== here) return;
        attached = undefined;
        forget();
        here.closed?.();
      },
    };
    attached = here;
    member.connect(line);
  };

  return {
    forget,
    hear(bytes: Uint8Array): void {
      if (!attached) attach();
      passing = bytes;
      attached?.hear?.(bytes);
      passing = undefined;
    },
  };
}
