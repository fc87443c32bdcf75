import type { Clock, Timer } from '../../drivers/index.js';
import { Asking } from './asking.js';
import { Ports, type PortsState } from './ports.js';
import type { SiteNodes } from './site-nodes.js';
import { endTimers, newStanding, type Standing } from './standing.js';
import { type Presence, rootCauses } from './topology.js';

export interface InhibitionTiming {
  /** ms a lost device waits for its parents to be heard, or to be lost too. */
  readonly waitMs: number;
  /** ms a device that was lost with a parent has to come back behind it: the ports of a switch open after it answers. */
  readonly comeBackMs: number;
  /** The same after the mains: a terminal has to start first, ms. */
  readonly startMs: number;
  /** ms an uplink or mains alarm still explains anything when nobody confirms it any more: a UPS that is gone, too. */
  readonly unconfirmedMs: number;
}

export const inhibitionTiming: InhibitionTiming = {
  waitMs: 15_000,
  comeBackMs: 30_000,
  startMs: 180_000,
  unconfirmedMs: 1_800_000,
};

export interface InhibitionOptions {
  readonly site: SiteNodes;
  readonly clock: Clock;
  readonly timing?: InhibitionTiming;
  /** Polls a device now rather than at the end of its interval. */
  readonly pollNow: (deviceId: string) => void;
  /** What held the contact alarm of a device may be over. */
  readonly onReleased: (deviceId: string) => void;
  /** What explains what has changed. */
  readonly onChange: () => void;
  /** The ports of a switch are to be alarmed as lost, or no longer. */
  readonly onPorts?: (node: string, state: PortsState) => void;
}

/**
 * Which lost devices are lost because something below them is (terminal-health.md 6.3 rule 9): their contact alarms are
 * held back. One whose loss is noticed first waits until its parents have been heard since; one whose parent is back gets time
 * to come back too.
 */
export class Inhibition {
  readonly #options: InhibitionOptions;
  readonly #timing: InhibitionTiming;
  readonly #standings = new Map<string, Standing>();
  readonly #lostCauses = new Set<string>();
  readonly #ports: Ports;
  readonly #asking: Asking;
  /** What was last said of the ports of a switch: nothing, or whether that is certain. */
  readonly #saidLost = new Map<string, boolean>();
  /** Of causes that nobody confirms: when they cease to be some. */
  readonly #unconfirmed = new Map<string, Timer>();

  constructor(options: InhibitionOptions) {
    this.#options = options;
    this.#timing = options.timing ?? inhibitionTiming;
    const standingOf = (deviceId: string) => this.#standing(deviceId);
    this.#ports = new Ports({ site: options.site, standingOf });
    this.#asking = new Asking({ ...options, standingOf });
  }

  /** True while the contact alarm of a device that is lost is not to be raised. */
  holds(deviceId: string): boolean {
    const standing = this.#standings.get(deviceId);
    if (!standing) return false;
    return standing.explainedBy.length > 0 || standing.waiting !== undefined || standing.comeBack !== undefined;
  }

  /** Nodes that explain the loss of a device; empty where it is not lost, or nothing does. */
  causesOf(deviceId: string): readonly string[] {
    return this.#standings.get(deviceId)?.explainedBy ?? [];
  }

  /** False until the device was heard or lost for the first time since the start. */
  isKnown(deviceId: string): boolean {
    return (this.#standings.get(deviceId)?.presence ?? 'unknown') !== 'unknown';
  }

  /** A first failure: what it hangs on, and who hangs there too, is asked now, so that it is known when this one counts as lost. */
  doubtful(deviceId: string): void {
    const standing = this.#standing(deviceId);
    standing.failingSince ??= this.#now();
    if (standing.presence === 'lost') return;
    this.#asking.ancestors(deviceId);
    for (const other of this.#ports.besides(deviceId)) this.#asking.present(other);
  }

  /** It has answered. */
  heard(deviceId: string): void {
    const standing = this.#standing(deviceId);
    standing.heardAt = this.#now();
    standing.failingSince = undefined;
    if (standing.presence === 'unknown') standing.presence = 'present';
    // The first one to come back behind a switch: the others need not wait for the end of their rest.
    if (standing.presence === 'lost') for (const other of this.#ports.besides(deviceId)) this.#asking.lost(other);
    this.#settle();
  }

  /** It counts as lost, or has failed again since it does. */
  lost(deviceId: string): void {
    const standing = this.#standing(deviceId);
    if (standing.presence === 'lost') {
      if (standing.comeBack?.due) this.#release(deviceId, standing);
      return;
    }
    standing.presence = 'lost';
    standing.failingSince ??= this.#now();
    standing.failedAt = standing.failingSince;
    if (this.#unheard(deviceId).length > 0) this.#wait(deviceId, standing);
    this.#settle();
  }

  /** Lost before this start of the gateway, and not asked yet. */
  wasLost(deviceId: string): void {
    this.#standing(deviceId).presence = 'lost';
    this.#settle();
  }

  /** The ports of a switch were alarmed as lost before this start of the gateway. */
  portsWereLost(node: string): void {
    if (!this.#ports.has(node) || this.#standing(node).presence === 'lost') return;
    this.#ports.wasLost(node);
    this.#standing(node).presence = 'lost';
    this.#saidLost.set(node, false);
  }

  /** An engineer's window: that such a device is lost says nothing of its switch. */
  excuse(deviceId: string, isExcused: boolean): void {
    this.#ports.excuse(deviceId, isExcused);
    this.#settle();
  }

  /** What was taken up from before the start is looked at for the first time. */
  start(): void {
    this.#settle();
  }

  back(deviceId: string): void {
    const standing = this.#standing(deviceId);
    if (standing.presence === 'present') return;
    standing.presence = 'present';
    standing.failingSince = undefined;
    standing.explainedBy = [];
    endTimers(standing);
    this.#settle();
    this.#options.onChange();
  }

  /** The uplink or the mains; said as often as one likes. */
  cause(node: string, isLost: boolean, isConfirmed: boolean): void {
    const expiry = this.#unconfirmed.get(node);
    if (isLost && !isConfirmed) {
      // Once it has ceased to explain anything, only a report makes it a cause again.
      if (expiry) return;
      const cease = () => this.#setCause(node, false);
      this.#unconfirmed.set(node, this.#options.clock.setTimeout(cease, this.#timing.unconfirmedMs));
    } else {
      expiry?.cancel();
      this.#unconfirmed.delete(node);
    }
    this.#setCause(node, isLost);
  }

  stop(): void {
    for (const standing of this.#standings.values()) endTimers(standing);
    for (const timer of this.#unconfirmed.values()) timer.cancel();
  }

  #setCause(node: string, isLost: boolean): void {
    if (this.#lostCauses.has(node) === isLost) return;
    if (isLost) this.#lostCauses.add(node);
    else this.#lostCauses.delete(node);
    this.#settle();
  }

  /** Looks at every lost device anew; whoever is released may be raised. */
  #settle(): void {
    for (const node of this.#ports.nodes()) this.#recount(node);
    this.#explain();
    for (const node of this.#ports.nodes()) this.#sayPorts(node);
  }

  #recount(node: string): void {
    const { lost, since } = this.#ports.recount(node);
    const standing = this.#standing(node);
    if (lost === (standing.presence === 'lost')) return;
    // Never `present`: what lies beyond ports that are well may be lost all the same.
    standing.presence = lost ? 'lost' : 'unknown';
    standing.failingSince = lost ? since : undefined;
    standing.explainedBy = [];
    endTimers(standing);
    if (lost && this.#unheard(node).length > 0) this.#wait(node, standing);
    this.#options.onChange();
  }

  /** Ports that something else explains are not alarmed, unless they were before that was known. */
  #sayPorts(node: string): void {
    const state = this.#ports.stateOf(node);
    const said = this.#saidLost.get(node);
    if (!state.lost && said !== undefined) this.#saidLost.delete(node);
    else if (
      state.lost &&
      (said === undefined ? !this.holds(node) && !this.#ports.isExcused(node) : said !== state.confirmed)
    )
      this.#saidLost.set(node, state.confirmed);
    else return;
    if (!state.lost || state.confirmed) this.#options.onPorts?.(node, state);
  }

  #explain(): void {
    let changed = false;
    for (const [deviceId, standing] of this.#standings) {
      if (standing.presence !== 'lost') continue;
      const causes = rootCauses(this.#options.site.topology, deviceId, (node) => this.#presenceOf(node));
      const before = standing.explainedBy;
      changed ||= causes.join() !== before.join();
      standing.explainedBy = causes;
      if (causes.length > 0) endTimers(standing);
      else if (before.length > 0) this.#awaitReturn(deviceId, standing, before);
      else if (standing.waiting && this.#unheard(deviceId).length === 0) this.#release(deviceId, standing);
    }
    if (changed) this.#options.onChange();
  }

  #wait(deviceId: string, standing: Standing): void {
    this.#asking.ancestors(deviceId);
    const release = () => this.#release(deviceId, standing);
    standing.waiting = this.#options.clock.setTimeout(release, this.#timing.waitMs);
  }

  #awaitReturn(deviceId: string, standing: Standing, before: readonly string[]): void {
    const { clock, pollNow, site } = this.#options;
    endTimers(standing);
    const isPower = before.some((node) => site.nodes.get(node)?.isPower);
    const timer = clock.setTimeout(
      () => {
        if (standing.comeBack) standing.comeBack.due = true;
        // Nobody asks ports: those behind them had the time.
        if (this.#ports.has(deviceId)) this.#release(deviceId, standing);
        else pollNow(deviceId);
      },
      isPower ? this.#timing.startMs : this.#timing.comeBackMs,
    );
    standing.comeBack = { timer, due: false };
    if (!this.#ports.has(deviceId)) pollNow(deviceId);
    else for (const other of this.#ports.devices(deviceId)) this.#asking.lost(other);
  }

  #release(deviceId: string, standing: Standing): void {
    endTimers(standing);
    if (this.#ports.has(deviceId)) this.#sayPorts(deviceId);
    else this.#options.onReleased(deviceId);
  }

  /**
   * The nearest parents that nobody has heard since this one began to fail, and switches of which too few terminals have
   * been; the uplink and the mains speak for themselves.
   */
  #unheard(deviceId: string): string[] {
    const since = this.#standing(deviceId).failingSince ?? this.#now();
    const seen = new Set([deviceId]);
    const above = (child: string): string[] =>
      (this.#options.site.topology.get(child) ?? []).flatMap((parent) => {
        if (seen.has(parent)) return [];
        seen.add(parent);
        if (this.#asking.isAsked(parent)) {
          const { presence, heardAt } = this.#standing(parent);
          return presence === 'lost' || heardAt >= since ? [] : [parent];
        }
        return this.#ports.isOpen(parent, since) ? [parent, ...above(parent)] : above(parent);
      });
    return above(deviceId);
  }

  #presenceOf(node: string): Presence {
    const standing = this.#standings.get(node);
    if (standing) return standing.presence;
    if (this.#options.site.topology.has(node)) return 'unknown';
    return this.#lostCauses.has(node) ? 'lost' : 'present';
  }

  #standing(deviceId: string): Standing {
    const known = this.#standings.get(deviceId);
    if (known) return known;
    const standing = newStanding();
    this.#standings.set(deviceId, standing);
    return standing;
  }

  #now(): number {
    return this.#options.clock.monotonic();
  }
}
