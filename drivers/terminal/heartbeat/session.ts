import type { HoursMeans } from '../../branch-hours.js';
import type { DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { type Confirmation, confirm, nothingKnown } from '../confirmation.js';
import type { TerminalModule, TerminalService } from '../contract.js';
import { checkHost, type HostVerdict } from '../host-check.js';
import type { TerminalMeans } from '../means.js';
import { Boots } from './boots.js';
import { alarmsOf } from './codes.js';
import { agentModuleNames } from './fields.js';
import { IdleWatch } from './idle-watch.js';
import type { Beat, BeatFault } from './message.js';
import type { HeartbeatOptions } from './options.js';
import { PaperUsed } from './paper.js';
import { plausible } from './plausible.js';
import { forgotten, heartbeatService, reportModules, reportWhole } from './report.js';
import { type Heard, judgeBeat } from './sequence.js';
import { Tally } from './tally.js';

export type HeartbeatContext = DriverContext<HeartbeatOptions, 'none'> & TerminalMeans & Pick<HoursMeans, 'hours'>;

/** Periods of silence that are an alarm (terminal-health.md 4.5). */
const deadlinePeriods = 2.5;
/** Longest time between two looks at a terminal that is well, ms: idle hours are counted then. */
const lookEveryMs = 60_000;
/** terminal-health.md 4.2, for the computer behind an agent that is silent. */
const hostRule = { failures: 3, successes: 1, confirmIntervalMs: 5_000 };

export const silenceAlarms = { application: 'terminal-heartbeat-lost', computer: 'terminal-unreachable' } as const;

/** The alarm that says that contact is lost: with a computer that can be asked, only its own silence is that. */
export function contactAlarmFor({ host }: HeartbeatOptions): string {
  return host ? silenceAlarms.computer : silenceAlarms.application;
}

/** A terminal that reports by itself. What comes is taken at once; what it means is said at the poll that follows at once. */
export class HeartbeatSession implements DeviceSession {
  readonly commands = { probe: () => this.#probeNow() };
  readonly #context: HeartbeatContext;
  readonly #closed = new AbortController();
  readonly #signal: AbortSignal;
  readonly #openedAt: number;
  readonly #leave: () => void;
  readonly #boots: Boots;
  readonly #idle: IdleWatch;
  readonly #tally: Tally;
  readonly #paper: PaperUsed;
  #heard: Heard | undefined;
  #beat: Beat | undefined;
  #isMissed = false;
  #host: Confirmation = nothingKnown;
  #modules: Readonly<Record<string, TerminalModule>> = {};
  #service: TerminalService = 'unknown';

  /** @param token bearer token that its beats must have over HTTP */
  constructor(context: HeartbeatContext, token: string | undefined) {
    this.#context = context;
    this.#signal = AbortSignal.any([context.signal, this.#closed.signal]);
    this.#openedAt = context.clock.monotonic();
    this.#boots = new Boots(context);
    this.#idle = new IdleWatch(context);
    this.#tally = new Tally(context);
    this.#paper = new PaperUsed(context);
    context.state({ service: 'unknown' });
    this.#leave = context.beats.accept({
      token,
      beat: (beat) => this.#receive(beat),
      refused: (why) => this.#tally.refused(why),
      excess: () => this.#tally.excess(),
    });
  }

  /**
   * Up to the deadline, to the millisecond, and at once when it has passed since the last look; soon again while the silence of
   * the computer is to be confirmed.
   */
  get pollIntervalMs(): number {
    if (this.#isMissed) return this.#hostInDoubt ? hostRule.confirmIntervalMs : lookEveryMs;
    const left = this.#deadline - this.#context.clock.monotonic();
    return Math.max(0, Math.min(left, lookEveryMs));
  }

  async identify(): Promise<Identity> {
    await this.#look();
    const version = this.#beat?.version;
    const modules = Object.keys(this.#beat?.modules ?? {});
    return { ...(version === undefined ? {} : { firmware: version }), capabilities: modules };
  }

  async poll(): Promise<void> {
    // A disk that is slow holds no alarm up.
    void this.#boots.tell();
    const silent = await this.#look();
    if (silent) this.#reportSilence(silent);
    else if (this.#beat) this.#report(this.#beat);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#leave();
  }

  #receive(sent: Beat): BeatFault | undefined {
    const { clock, deviceId, options } = this.#context;
    const { terminalId = deviceId, periodSeconds } = options;
    if (sent.terminalId !== terminalId) {
      return { what: 'the id of another terminal', where: 'terminal-id', allowed: terminalId };
    }
    const now = clock.monotonic();
    const judgement = judgeBeat(this.#heard, sent, { now, periodMs: periodSeconds * 1_000 });
    const before = this.#heard && { elapsedMs: now - this.#heard.at, uptimeSeconds: this.#beat?.uptimeSeconds };
    this.#heard = judgement.heard;
    if (judgement.kind === 'repeated') {
      this.#tally.repeated();
      return undefined;
    }
    const { beat, notes } = plausible(sent, clock.now());
    this.#boots.seen(beat, before);
    this.#tally.taken(judgement.missed, notes);
    this.#context.state({ paperMetres: this.#paper.seen(beat) });
    this.#beat = beat;
    return undefined;
  }

  get #deadline(): number {
    const since = this.#heard?.at ?? this.#openedAt;
    return since + this.#context.options.periodSeconds * 1_000 * deadlinePeriods;
  }

  get #hostInDoubt(): boolean {
    return this.#context.options.host !== undefined && this.#host.against > 0;
  }

  /**
   * What there is to say: undefined when beats come, what the computer said when only they are missing. Throws when contact is
   * lost, and DEVICE_NOT_HEARD while nobody can know.
   */
  async #look(): Promise<HostVerdict | undefined> {
    const { clock, options } = this.#context;
    this.#isMissed = clock.monotonic() >= this.#deadline;
    if (!this.#isMissed) {
      this.#host = nothingKnown;
      if (this.#beat) return undefined;
      throw new GatewayError('DEVICE_NOT_HEARD', 'no heartbeat yet');
    }
    const silence = `no heartbeat for ${(options.periodSeconds * deadlinePeriods).toFixed(0)} s`;
    if (!options.host) return this.#lost('TRANSPORT_REPLY_TIMEOUT', silence);
    const host = await checkHost(options.host, { clock, signal: this.#signal, timeoutMs: options.host.timeoutMs });
    if (this.#signal.aborted) throw new GatewayError('TRANSPORT_CLOSED', 'the session was ended');
    // It may have spoken while its computer was asked.
    this.#isMissed = clock.monotonic() >= this.#deadline;
    if (!this.#isMissed) return undefined;
    this.#host = confirm(this.#host, host.alive, hostRule);
    if (this.#hostInDoubt) throw new GatewayError('DEVICE_NOT_HEARD', `${silence}, ${host.detail}: not yet believed`);
    if (!host.alive) return this.#lost('TRANSPORT_REPLY_TIMEOUT', `${silence}, and ${host.detail}`);
    return { ...host, detail: `${silence}, but ${host.detail}` };
  }

  #lost(code: 'TRANSPORT_REPLY_TIMEOUT', detail: string): never {
    this.#say(forgotten(this.#modules, {}), { reachable: false });
    throw new GatewayError(code, detail);
  }

  /** The agent is silent on a computer that is alive: nobody tells of the modules any more. */
  #reportSilence({ detail }: HostVerdict): void {
    const source = 'heartbeat';
    const known = {
      application: { status: 'fail', detail, source },
      host: { status: 'ok', source },
    } as const;
    this.#context.alarm({ type: silenceAlarms.application, active: true, detail });
    this.#context.unverified([
      { type: 'terminal-out-of-service' },
      { type: 'terminal-inactive' },
      ...agentModuleNames.flatMap(alarmsOf),
    ]);
    this.#say(forgotten(this.#modules, known), { reachable: true });
  }

  #report(beat: Beat): void {
    const { options, alarm, unverified } = this.#context;
    const report = reportModules(beat, options);
    const contact = contactAlarmFor(options);
    for (const type of Object.values(silenceAlarms)) if (type !== contact) alarm({ type, active: false });
    const detail = 'the agent says in-service=false';
    alarm({ type: 'terminal-out-of-service', active: !beat.inService, ...(beat.inService ? {} : { detail }) });
    for (const condition of report.conditions) alarm(condition);
    if (report.unverified.length > 0) unverified(report.unverified);
    const idle = this.#idle.count(beat);
    const modules = { ...reportWhole(beat, this.#boots.recent), ...report.modules };
    this.#say(modules, { reachable: true, idle });
  }

  #say(
    modules: Readonly<Record<string, TerminalModule>>,
    { reachable, idle = false }: { readonly reachable: boolean; readonly idle?: boolean },
  ): void {
    this.#modules = modules;
    this.#service = heartbeatService(modules, this.#context.options, idle);
    const heartbeat = this.#tally.state(this.#heard, this.#beat, this.#boots.recent);
    this.#context.state({ reachable, service: this.#service, modules, heartbeat });
  }

  /** Tells what is known and, where it can be asked, whether the computer is alive; raises nothing. */
  async #probeNow(): Promise<Record<string, unknown>> {
    const { clock, options } = this.#context;
    const host =
      options.host &&
      (await checkHost(options.host, { clock, signal: this.#signal, timeoutMs: options.host.timeoutMs }));
    const seconds = this.#heard && Math.round((clock.monotonic() - this.#heard.at) / 1_000);
    return {
      reachable: (host?.alive ?? false) || clock.monotonic() < this.#deadline,
      service: this.#service,
      ...(seconds === undefined ? {} : { lastBeatSecondsAgo: seconds }),
      ...(host ? { detail: host.detail } : {}),
    };
  }
}
