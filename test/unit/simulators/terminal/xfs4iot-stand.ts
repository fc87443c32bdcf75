import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import { createXfs4iot, type Xfs4iotView, type xfs4iotOptions } from '../../../../simulators/terminal/xfs4iot.js';
import { freePort } from '../../../support/free-port.js';
import { seededRandom } from '../../../support/random.js';
import { VirtualClock } from '../../../support/virtual-clock.js';
import { dial } from './xfs4iot-client.js';

/** A simulated terminal on a free port, and clients of it; all of it ends with the test. */
export async function stand(options: z.input<typeof xfs4iotOptions> = {}) {
  const clock = new VirtualClock();
  const terminal = createXfs4iot({ clock, random: seededRandom(1) }, options);
  onTestFinished(() => terminal.close());
  const port = await terminal.listen({ host: '127.0.0.1', ports: [await freePort()] });
  const at = (path: string) => `${options.tls ? 'wss' : 'ws'}://127.0.0.1:${port}/xfs4iot/v1.0${path}`;
  return {
    clock,
    terminal,
    port,
    at,
    act: (name: string, args: Record<string, unknown> = {}) => terminal.actions[name]!(args),
    view: () => terminal.view() as Xfs4iotView,
    async client(path = '') {
      const client = await dial(at(path));
      onTestFinished(() => client.end());
      return client;
    },
  };
}
