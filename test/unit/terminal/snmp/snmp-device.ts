import type { z } from 'zod';
import { createSnmp, type snmpOptions } from '../../../../simulators/terminal/snmp.js';
import { createWorld } from '../../../../simulators/world.js';
import type { VirtualClock } from '../../../support/virtual-clock.js';

/** A simulated agent on a free port of loopback. */
export async function snmpDevice(options: z.input<typeof snmpOptions> = {}, clock?: VirtualClock) {
  const device = createSnmp(createWorld({ seed: 1, ...(clock && { clock }) }), options);
  const port = await device.listen({ host: '127.0.0.1', port: 0 });
  return {
    device,
    port,
    act: async (name: string, args: Record<string, unknown> = {}) => device.actions[name]!(args),
    close: async () => device.close(),
  };
}
