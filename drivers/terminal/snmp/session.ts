import type { AlarmCondition, DeviceSession, DriverContext, Identity } from '../../driver.js';
import { asGatewayError, GatewayError } from '../../error.js';
import { oneAtATime } from '../../one-at-a-time.js';
import type { TerminalModule } from '../contract.js';
import { checkHost } from '../host-check.js';
import { serviceOf } from '../service.js';
import { batteryLowAlarm, quietAlarms, silentAlarm } from './alarms.js';
import { alertText, diffAlerts } from './alerts.js';
import { withTheQuiet } from './condition.js';
import { hasAnswered } from './failure.js';
import { createHints } from './hints.js';
import { readUptime } from './host.js';
import { readIdentity } from './identity.js';
import { unknownModules } from './modules.js';
import { alivePortsOf, type SnmpOptions, type SnmpRole, snmpRoles } from './options.js';
import { createReader, type SnmpReader } from './reader.js';
import { demand, judge, type Reading, readRoles } from './reading.js';
import { measurementOf, stateOf } from './state.js';
import type { TrapMeans } from './trap-post.js';
import { createTrapWatch } from './trap-watch.js';
import { isStale } from './ups.js';
import { hasRestarted, type UptimeSample } from './uptime.js';

/** Less than a supervisor's patience: a slow agent ends a poll, not a session. */
const pollLimitMs = 20_000;
/** ms a host has to take or refuse a connection. */
const aliveTimeoutMs = 3_000;
/** On battery things go fast (terminal-health.md 9.2 has 5 s for a UPS that is nearer). */
const onBatteryIntervalMs = 10_000;
/** Polls without a word from a UPS that was on battery until it counts as nearly empty (9.4: stale while on battery). */
const silentPollsOnBattery = 2;

export type SnmpContext = DriverContext<SnmpOptions, 'none'> & TrapMeans;

/** Asks an SNMP agent for what the device is: a computer, a printer, a UPS, or several of them. It only ever asks. */
export class SnmpSession implements DeviceSession {
  readonly commands = { probe: () => this.#alone(() => this.#probeNow()) };
  readonly #context: SnmpContext;
  readonly #closed = new AbortController();
  readonly #signal: AbortSignal;
  readonly #reader: SnmpReader;
  readonly #hints: ReturnType<typeof createHints>;
  readonly #traps: ReturnType<typeof createTrapWatch>;
  /** A session of the package is asked one question at a time. */
  readonly #alone = oneAtATime();
  #roles: ReadonlySet<SnmpRole> = new Set();
  #last: Reading = {};
  #active: readonly AlarmCondition[] = [];
  #modules: Readonly<Record<string, TerminalModule>> = {};
  #uptime: UptimeSample | undefined;
  /** Polls in a row that failed. */
  #failures = 0;

  constructor(context: SnmpContext) {
    const { clock, options } = context;
    this.#context = context;
    this.#signal = AbortSignal.any([context.signal, this.#closed.signal]);
    this.#reader = createReader({ options, clock, signal: this.#signal, file: (file) => context.file(file) });
    // What fails on a hint fails at the next poll too, and is told there.
    this.#hints = createHints(clock, () => void this.#alone(() => this.#pollOnHint()).catch(() => undefined));
    this.#traps = createTrapWatch(context, () => this.#hints.hint());
  }

  /** A tenth of jitter keeps devices from being asked in step. */
  get pollIntervalMs(): number {
    const { options, random } = this.#context;
    const { pollIntervalMs } = options;
    if (this.#onBattery()) return Math.min(onBatteryIntervalMs, pollIntervalMs);
    return Math.round(pollIntervalMs * (0.9 + 0.2 * random()));
  }

  identify(): Promise<Identity> {
    return this.#alone(async () => {
      await this.#traps.open();
      return this.#answered(async () => {
        const { roles, profile } = this.#context.options;
        const wanted = roles === 'auto' ? snmpRoles : roles;
        const found = await this.#read(new Set(wanted));
        demand(found, roles === 'auto' ? [profile] : roles);
        this.#roles = new Set(wanted.filter((role) => found[role]));
        return readIdentity(this.#reader, this.#roles);
      });
    });
  }

  poll(): Promise<void> {
    return this.#alone(async () => {
      await this.#traps.open();
      await this.#poll();
    });
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#hints.close();
    this.#reader.reset();
    await this.#traps.close();
  }

  /** Before it is known what the device is, a poll would say that nothing is the matter with it. */
  async #pollOnHint(): Promise<void> {
    if (this.#roles.size > 0) await this.#poll();
  }

  async #poll(): Promise<void> {
    const { ticks, reading } = await this.#answered(async () => {
      const uptime = await this.#readUptime();
      const found = await this.#read(this.#roles);
      demand(found, this.#roles);
      if (found.ups && isStale(found.ups)) throw this.#upsLost();
      return { ticks: uptime, reading: found };
    });
    this.#failures = 0;
    this.#report(reading, ticks);
  }

  #read(roles: ReadonlySet<SnmpRole>): Promise<Reading> {
    const { options, timezone, clock } = this.#context;
    return readRoles(this.#reader, roles, { options, timezone, now: () => clock.now() });
  }

  #report(reading: Reading, ticks: number | undefined): void {
    const { options, state, alarm, measurement } = this.#context;
    const { active, modules } = judge(reading, options);
    this.#tellAlerts(reading);
    this.#last = reading;
    this.#modules = modules;
    state({ reachable: true, service: serviceOf(modules, essential(options)), modules, ...stateOf(reading) });
    const figures = measurementOf(reading, ticks === undefined ? undefined : Math.floor(ticks / 100));
    if (figures) measurement(figures);
    for (const condition of withTheQuiet(active, this.#active, quietAlarms)) alarm(condition);
    this.#active = active;
  }

  /** What came and what went, for whoever reads the log of a device. */
  #tellAlerts({ printer }: Reading): void {
    const { came, went } = diffAlerts(this.#last.printer?.alerts ?? [], printer?.alerts ?? []);
    for (const alert of came) this.#context.logger.info(`came: ${alertText(alert)}`);
    for (const alert of went) this.#context.logger.info(`over: ${alertText(alert)}`);
  }

  async #readUptime(): Promise<number | undefined> {
    const { clock, event, logger } = this.#context;
    const uptime = await readUptime(this.#reader);
    if (!uptime) return undefined;
    const { ticks } = uptime;
    const now = { ticks, at: clock.monotonic() };
    const before = this.#uptime;
    this.#uptime = now;
    if (before && hasRestarted(before, now)) {
      const reason = uptime.of === 'host' ? 'computer' : 'agent';
      logger.info(`restarted ${Math.floor(ticks / 100)} s ago (${reason})`);
      await event('terminal-restarted', { uptimeSeconds: Math.floor(ticks / 100), reason }).catch(() => undefined);
    }
    return ticks;
  }

  /** Runs what asks the agent; a failure becomes a loss of contact, with what the host itself says to it. */
  async #answered<T>(work: () => Promise<T>): Promise<T> {
    this.#reader.allow(pollLimitMs);
    try {
      return await work();
    } catch (error) {
      const failure = asGatewayError(error, 'PROTOCOL_UNEXPECTED');
      if (this.#signal.aborted || failure.code === 'TRANSPORT_CLOSED') throw failure;
      throw await this.#lost(failure);
    }
  }

  async #lost(failure: GatewayError): Promise<GatewayError> {
    const { state, options } = this.#context;
    this.#failures += 1;
    const { alive, text } = await this.#hostSays(failure);
    this.#modules = unknownModules(this.#modules, text);
    state({ reachable: alive, service: 'unknown', modules: this.#modules });
    if (this.#onBattery() && this.#failures >= silentPollsOnBattery) {
      const detail = `no word from the UPS since it was on battery: ${failure.message}`;
      this.#context.alarm({ type: batteryLowAlarm, active: true, detail });
    }
    // An agent that has lost its UPS is to a UPS what silence is.
    const gone = !alive || (failure.code === 'DEVICE_OFFLINE' && options.profile === 'ups');
    return new GatewayError(failure.code, text, { cause: failure, contactAlarm: gone ? undefined : silentAlarm });
  }

  /** Whether the host is there although SNMP does not tell (terminal-health.md 0-5). */
  async #hostSays(failure: GatewayError): Promise<{ alive: boolean; text: string }> {
    const { options, clock } = this.#context;
    if (hasAnswered(failure) || failure.code === 'DEVICE_OFFLINE') return { alive: true, text: failure.message };
    const place = { address: options.host, ports: alivePortsOf(options) };
    const host = await checkHost(place, { clock, signal: this.#signal, timeoutMs: aliveTimeoutMs });
    if (host.alive) return { alive: true, text: `${failure.message}; the host answers: ${host.detail}` };
    return { alive: false, text: `${failure.message}; nor does the host answer: ${host.detail}` };
  }

  #upsLost(): GatewayError {
    return new GatewayError('DEVICE_OFFLINE', 'the SNMP agent has lost its UPS (upsAlarm 20 CommunicationsLost)');
  }

  #onBattery(): boolean {
    const { ups } = this.#last;
    return ups?.outputSource === 5 || (ups?.alarms.includes(2) ?? false);
  }

  /** Tells the requester what is found and reports it as any poll. */
  async #probeNow(): Promise<Record<string, unknown>> {
    const { options } = this.#context;
    try {
      if (this.#roles.size === 0) return { reachable: true, service: 'unknown', detail: 'not yet identified' };
      await this.#poll();
      return { reachable: true, service: serviceOf(this.#modules, essential(options)) };
    } catch (error) {
      const { message, contactAlarm } = asGatewayError(error, 'PROTOCOL_UNEXPECTED');
      return { reachable: contactAlarm === silentAlarm, service: 'unknown', detail: message };
    }
  }
}

/** Without which modules the terminal serves nobody. */
function essential({ profile, module }: SnmpOptions): string[] {
  return { host: ['application'], printer: [module], ups: [] }[profile];
}
