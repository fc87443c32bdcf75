import type { Medium, MediumSurroundings, Talker } from './medium.js';
import { noise } from './noise.js';

/**
 * Bytes take no time, so "at the same time" is the same moment: all that members say to one piece of a host, and
 * otherwise within one tick of the clock. The host hears noise as long as the longest of them.
 */
export function createInstantMedium({ clock, random, toMembers, toHosts }: MediumSurroundings): Medium {
  const counts = { collisions: 0, hostCollisions: 0 };
  let said: { readonly talker: Talker; readonly bytes: Uint8Array }[] = [];
  let listening = false;
  let timer: { cancel(): void } | undefined;

  const clear = () => {
    said = [];
    timer?.cancel();
    timer = undefined;
  };
  const pass = () => {
    const moment = said;
    clear();
    const lengths = new Map<Talker, number>();
    for (const { talker, bytes } of moment) lengths.set(talker, (lengths.get(talker) ?? 0) + bytes.length);
    if (lengths.size < 2) {
      for (const { bytes } of moment) toHosts(bytes);
    } else {
      counts.collisions++;
      toHosts(noise(Math.max(...lengths.values()), random));
    }
  };
  return {
    counts,
    hostSays(bytes) {
      listening = true;
      toMembers(bytes);
      listening = false;
      pass();
    },
    join() {
      const talker: Talker = {
        say(bytes) {
          said.push({ talker, bytes });
          if (!listening) timer ??= clock.setTimeout(pass, 0);
        },
        cut() {},
      };
      return talker;
    },
    clear,
  };
}
