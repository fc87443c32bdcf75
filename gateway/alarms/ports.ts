import { asOne, type Behind, isOpen, lostTogether, stillLost } from './half-rule.js';
import type { SiteNodes } from './site-nodes.js';
import type { Standing } from './standing.js';

/** What the ports of one switch are believed to be. */
export interface PortsState {
  readonly lost: boolean;
  /** When the loss began, monotonic ms; -Infinity = before the start. */
  readonly since: number;
  /** False while it rests on what was known before a restart. */
  readonly confirmed: boolean;
  /** Terminals lost, and those that count beside them, for people. */
  readonly count: { readonly lost: number; readonly of: number };
}

const well: PortsState = { lost: false, since: 0, confirmed: true, count: { lost: 0, of: 0 } };

export interface PortsOptions {
  readonly site: Pick<SiteNodes, 'ports' | 'topology'>;
  readonly standingOf: (deviceId: string) => Standing;
}

/** The switches of the branch as their terminals show them: nobody has to be able to ask them. */
export class Ports {
  readonly #options: PortsOptions;
  readonly #states = new Map<string, PortsState>();
  /** An engineer is at work on them: that they are lost says nothing of their switch. */
  readonly #excused = new Set<string>();

  constructor(options: PortsOptions) {
    this.#options = options;
  }

  nodes(): Iterable<string> {
    return this.#options.site.ports.keys();
  }

  has(node: string): boolean {
    return this.#options.site.ports.has(node);
  }

  stateOf(node: string): PortsState {
    return this.#states.get(node) ?? well;
  }

  excuse(deviceId: string, isExcused: boolean): void {
    if (isExcused) this.#excused.add(deviceId);
    else this.#excused.delete(deviceId);
  }

  /** True while an engineer has the switch itself in his hands, where that is a device. */
  isExcused(node: string): boolean {
    const deviceId = this.#options.site.ports.get(node)?.deviceId;
    return deviceId !== undefined && this.#excused.has(deviceId);
  }

  /** Lost before this start of the gateway: believed until enough of its terminals have been asked. */
  wasLost(node: string): void {
    this.#states.set(node, { ...well, lost: true, since: Number.NEGATIVE_INFINITY, confirmed: false });
  }

  /** Looks at the terminals of a switch anew. */
  recount(node: string): PortsState {
    const before = this.stateOf(node);
    const behind = this.#behind(node);
    const after = before.lost ? goingOn(before, behind) : beginning(behind);
    this.#states.set(node, after);
    return after;
  }

  /** True while it is open whether the loss of a terminal, whose first failure was at `failedAt`, is that of its switch. */
  isOpen(node: string, failedAt: number): boolean {
    return !this.stateOf(node).lost && isOpen(this.#behind(node), failedAt);
  }

  /** Those that hang on the same switches as a device, without it. */
  besides(deviceId: string): string[] {
    const { site } = this.#options;
    const nodes = (site.topology.get(deviceId) ?? []).filter((parent) => site.ports.has(parent));
    return nodes.flatMap((node) => this.devices(node)).filter((other) => other !== deviceId);
  }

  /** All devices that hang on it. */
  devices(node: string): string[] {
    return this.#options.site.ports.get(node)?.terminals.flat() ?? [];
  }

  #behind(node: string): Behind[] {
    const { site, standingOf } = this.#options;
    return (site.ports.get(node)?.terminals ?? []).flatMap((devices) => {
      const counting = devices.filter((deviceId) => !this.#excused.has(deviceId));
      return counting.length === 0 ? [] : [asOne(counting.map(standingOf))];
    });
  }
}

function beginning(behind: readonly Behind[]): PortsState {
  const since = lostTogether(behind);
  if (since === undefined) return well;
  return { lost: true, since, confirmed: true, count: countOf(behind, since) };
}

function goingOn({ since, confirmed: before }: PortsState, behind: readonly Behind[]): PortsState {
  const { lasts, confirmed } = stillLost(behind, since);
  return lasts ? { lost: true, since, confirmed: before || confirmed, count: countOf(behind, since) } : well;
}

function countOf(behind: readonly Behind[], since: number): PortsState['count'] {
  const lost = behind.filter(({ presence, failedAt }) => presence === 'lost' && failedAt >= since).length;
  return { lost, of: lost + behind.filter(({ presence }) => presence === 'present').length };
}
