import { createDevice, type Device } from '../../../simulators/device.js';
import { seededRandom } from '../../support/random.js';
import { VirtualClock } from '../../support/virtual-clock.js';

/** The smallest device: says each line, ended by a line feed, back. Its memory is how many it has said. */
export function createParrot({ seed = 1, clock = new VirtualClock() } = {}): Device<string> & { clock: VirtualClock } {
  let said = 0;
  const device: Device<string> = createDevice<string>({
    kind: 'test/parrot',
    world: { clock, random: seededRandom(seed) },
    decoder: () => {
      let rest = '';
      return (chunk) => {
        const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
        rest = lines.pop() ?? '';
        return lines;
      };
    },
    respond: {
      onRequest(request, output) {
        said++;
        output.send(Buffer.from(request, 'latin1'));
        return 'handled';
      },
    },
    actions: { shout: () => device.send(Buffer.from('HEY')), fail: () => Promise.reject(new Error('no voice')) },
    view: () => ({ said }),
    restart: () => {
      said = 0;
    },
  });
  return { ...device, clock };
}

export const line = (text: string): Uint8Array => Buffer.from(`${text}\n`, 'latin1');
