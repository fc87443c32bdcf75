import type { Clock } from '../../drivers/index.js';
import type { SiteNodes } from './site-nodes.js';
import type { Standing } from './standing.js';
import { ancestorsOf } from './topology.js';

/** One that was heard, or asked, so shortly before is not asked again, ms: forty terminals go at once. */
const latelyMs = 1_000;

export interface AskingOptions {
  readonly site: SiteNodes;
  readonly clock: Clock;
  readonly standingOf: (deviceId: string) => Standing;
  readonly pollNow: (deviceId: string) => void;
}

/** Has devices polled before their time, for the sake of others. */
export class Asking {
  readonly #options: AskingOptions;

  constructor(options: AskingOptions) {
    this.#options = options;
  }

  /** False of the uplink, the mains, ports, and what is disabled. */
  isAsked(node: string): boolean {
    return this.#options.site.asked.has(node);
  }

  ancestors(deviceId: string): void {
    const { topology, nodes } = this.#options.site;
    for (const node of ancestorsOf(topology, deviceId)) {
      const { label, isPower } = nodes.get(node) ?? {};
      const asked = isPower ? label : node;
      if (asked !== undefined && this.isAsked(asked)) this.present(asked);
    }
  }

  /** Not one that is in doubt already: it is asked soon anyway, and should not fail faster for it. */
  present(deviceId: string): void {
    if (this.#options.standingOf(deviceId).failingSince === undefined) this.#once(deviceId);
  }

  /** One whose loss may be over. */
  lost(deviceId: string): void {
    if (this.#options.standingOf(deviceId).presence === 'lost') this.#once(deviceId);
  }

  #once(deviceId: string): void {
    const { clock, standingOf, pollNow } = this.#options;
    const standing = standingOf(deviceId);
    if (clock.monotonic() - Math.max(standing.heardAt, standing.askedAt) < latelyMs) return;
    standing.askedAt = clock.monotonic();
    pollNow(deviceId);
  }
}
