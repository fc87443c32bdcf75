import type { Clock, World } from './simulator.js';

/** Real time, for simulators that run as programs; tests bring their own. */
const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout(callback, ms) {
    const handle = setTimeout(callback, ms);
    return { cancel: () => clearTimeout(handle) };
  },
};

/**
 * Surroundings whose randomness repeats with the seed (any integer; its low 32 bits count). Each simulator takes its
 * own world, so that what one draws does not change what another does.
 */
export function createWorld({ seed, clock = systemClock }: { seed: number; clock?: Clock }): World {
  let counter = seed >>> 0;
  return {
    clock,
    random() {
      counter = (counter + 0x9e3779b9) >>> 0;
      let mixed = counter;
      mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
      return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
    },
  };
}
