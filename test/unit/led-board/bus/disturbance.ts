import { seededRandom } from '../../../support/random.js';
import type { BoardsOnLine } from './boards-on-line.js';

/** Noise on what the host says: this share of its frames loses its end or gets one bit turned. */
export function disturbHost({ wire }: BoardsOnLine, share: number, seed = 99): { damaged: number } {
  const random = seededRandom(seed);
  const counts = { damaged: 0 };
  wire.disturb = (bytes) => {
    if (random() >= share) return bytes;
    counts.damaged++;
    if (random() < 0.5) return bytes.subarray(0, Math.ceil(random() * (bytes.length - 1)));
    const flipped = Uint8Array.from(bytes);
    const bit = Math.floor(random() * bytes.length * 8);
    flipped[bit >> 3]! ^= 1 << (bit & 7);
    return flipped;
  };
  return counts;
}
