import { createOnbon } from '../../../simulators/led-board/onbon.js';
import { createSharedLine } from '../../../simulators/shared-line.js';
import { seededRandom } from '../../support/random.js';
import { VirtualClock } from '../../support/virtual-clock.js';
import { plugHost } from './host.js';
import { frame, ping } from './led-board/board.js';

/** Boards on one RS-485 line, a host, and a second one that only notes when bytes came. */
export function createBoards({
  addresses = [1, 2, 3, 4, 5, 6, 7, 8],
  baud,
  seed = 1,
}: {
  addresses?: readonly number[];
  baud?: number;
  seed?: number;
} = {}) {
  const clock = new VirtualClock();
  const world = { clock, random: seededRandom(seed) };
  const boards = addresses.map((address) => createOnbon(world, { address, width: 64, height: 32 }));
  const line = createSharedLine({ world, members: boards, ...(baud === undefined ? {} : { baud }) });
  const host = plugHost(line);
  const heard: { at: number; bytes: Uint8Array }[] = [];
  line.connect({
    write: (bytes) => heard.push({ at: clock.monotonic(), bytes }),
    onBytes() {},
    onClose() {},
    close() {},
  });
  return {
    clock,
    boards,
    line,
    host,
    view: () => line.view() as { collisions: number; hostCollisions: number; members: readonly unknown[] },
    pingOf: (address: number) => frame(ping, address),
    /** Lets `ms` pass and gives the bytes of that time, and when they came, from now on. */
    async listen(ms: number) {
      host.forget();
      heard.length = 0;
      const started = clock.monotonic();
      await clock.advance(ms);
      return {
        heard: heard.map(({ at, bytes }) => ({ at: at - started, bytes })),
        bytes: Buffer.concat(host.writes),
      };
    },
  };
}
