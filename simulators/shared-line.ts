import { createDevice } from './device.js';
import type { Line, Simulator, World } from './simulator.js';

/**
 * An RS-485 wire behind one adapter: every byte of a host reaches all members, whatever a member says reaches every
 * host. The knobs of the line are the adapter's; the members keep their own. A member that was unplugged hears again
 * from the first byte after it is back. Closing the line closes its members.
 */
export function createSharedLine({ world, members }: { world: World; members: readonly Simulator[] }): Simulator {
  const taps = members.map((member) => createTap(member, (bytes) => adapter.send(bytes)));
  const adapter = createDevice<never>({
    kind: 'line/rs485',
    world,
    decoder: () => () => [],
    respond: {
      onBytes(bytes) {
        for (const tap of taps) tap.hear(bytes);
        return 'handled';
      },
    },
    view: () => members.map((member) => ({ kind: member.kind, view: member.view() })),
    close() {
      for (const member of members) member.close();
    },
  });
  return {
    ...adapter,
    setFaults(patch) {
      if (patch.wrongAddress !== undefined) {
        throw new Error('knob "wrongAddress": a line has no address, set it on one of its members');
      }
      adapter.setFaults(patch);
    },
  };
}

/** A member's place on the wire. */
function createTap(member: Simulator, say: (bytes: Uint8Array) => void) {
  let attached: { hear?: (bytes: Uint8Array) => void } | undefined;

  const attach = () => {
    const here: { hear?: (bytes: Uint8Array) => void; closed?: () => void } = {};
    const line: Line = {
      write: (bytes) => {
        if (attached === here) say(bytes);
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
        here.closed?.();
      },
    };
    attached = here;
    member.connect(line);
  };

  return {
    hear(bytes: Uint8Array): void {
      if (!attached) attach();
      attached?.hear?.(bytes);
    },
  };
}
