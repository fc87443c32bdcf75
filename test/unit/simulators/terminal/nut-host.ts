import type { z } from 'zod';
import { createNut, type Nut, type NutView, type nutOptions } from '../../../../simulators/terminal/nut.js';
import { seededRandom } from '../../../support/random.js';
import { settle, VirtualClock } from '../../../support/virtual-clock.js';
import { plugHost } from '../host.js';

/** A UPS server and one who asks, on a line of memory; time is virtual. */
export function plugMonitor(options: z.input<typeof nutOptions> = {}) {
  const clock = new VirtualClock();
  const nut: Nut = createNut({ clock, random: seededRandom(1) }, options);
  return {
    clock,
    nut,
    ...monitorOf(nut),
    act: (name: string, args: Record<string, unknown> = {}) => nut.actions[name]?.(args),
  };
}

export function monitorOf(nut: Nut) {
  const host = plugHost(nut);
  const heard = () => Buffer.concat(host.writes).toString('utf8');
  return {
    host,
    heard,
    send: (text: string) => host.send(Buffer.from(text)),
    /** What comes back at once for one line, without its last end. */
    ask(line: string): string {
      host.forget();
      host.send(Buffer.from(`${line}\n`));
      return heard().replace(/\n$/, '');
    },
    view: () => nut.view() as NutView,
    settle,
  };
}
