import { createDevice, type Device } from '../../../simulators/device.js';
import type { World } from '../../../simulators/simulator.js';

interface Shown {
  readonly id: number;
  readonly value: number;
}

/** Reads frames out of any chunking: a wrong sum moves on by one byte, as the board's own search for a frame does. */
function createDecoder(): (chunk: Uint8Array) => Shown[] {
  let waiting: number[] = [];
  return (chunk) => {
    waiting.push(...chunk);
    const found: Shown[] = [];
    while (waiting.length >= 4) {
      const [id = 0, high = 0, low = 0, sum] = waiting;
      const fits = ((id + high + low) & 0xff) === sum;
      if (fits) found.push({ id, value: high * 256 + low });
      waiting = waiting.slice(fits ? 4 : 1);
    }
    return found;
  };
}

/** The board as a person sees it: four digits, 0 after power-up, and not a word to the host. */
export function createNumberBoard(world: World, { id }: { id: number }): Device<Shown> {
  let shown = 0;
  return createDevice<Shown>({
    kind: 'led-board/number-board',
    world,
    decoder: createDecoder,
    respond: {
      onRequest(request) {
        if (request.id === id) shown = request.value;
        return 'handled';
      },
    },
    view: () => ({ text: String(shown) }),
    restart() {
      shown = 0;
    },
  });
}
