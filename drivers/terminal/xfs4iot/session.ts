import { setMaxListeners } from 'node:events';
import { sleep } from '../../clock.js';
import type { AlarmCondition, ContactRule, DeviceMode, DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { type Confirmation, type ConfirmationRule, confirm, inDoubt, nothingKnown } from '../confirmation.js';
import type { TerminalModule, TerminalService } from '../contract.js';
import type { TerminalMeans } from '../means.js';
import { serviceOf } from '../service.js';
import type { Finding } from './finding.js';
import { conditionsOf, type HeardService, modulesOf } from './judge.js';
import type { Xfs4iotOptions } from './options.js';
import { type Look, Publishers } from './publishers.js';
import { keyOf, RaisedAlarms } from './raised.js';
import { Services } from './services.js';
import { Throttle } from './throttle.js';

/** terminal-health.md 4.2: raise after 3 failures, confirmed at 5 s spacing after the first; clear after 2 successes. */
export const contactRule: ContactRule = {
  alarm: 'terminal-unreachable',
  failures: 3,
  successes: 2,
  confirmIntervalMs: 5_000,
};
export type Xfs4iotContext = DriverContext<Xfs4iotOptions, 'none'> & Pick<TerminalMeans, 'unverified'>;

const publisherRule: ConfirmationRule = contactRule;
const modes: readonly DeviceMode[] = ['exchange', 'vendor-mode'];
/** ms a poll waits for services that are met for the first time, so that the first state is whole. */
const firstMeetingMs = 8_000;

/** What is known of the publisher, and what it takes to believe otherwise. */
interface Application {
  readonly confirmed: Confirmation;
  readonly detail: string | undefined;
}

/** Follows the status of a terminal: its publisher for contact, each service for what it says. Sends nothing but questions. */
export class Xfs4iotSession implements DeviceSession {
  readonly commands = { probe: () => this.#probeNow() };
  readonly #context: Xfs4iotContext;
  readonly #closed = new AbortController();
  readonly #publishers: Publishers;
  readonly #services: Services;
  readonly #raised: RaisedAlarms;
  readonly #throttle: Throttle;
  #contact: Confirmation = nothingKnown;
  #application: Application = { confirmed: nothingKnown, detail: undefined };
  #stored: string;
  #saving: Promise<void> = Promise.resolve();

  constructor(context: Xfs4iotContext, ca: string | undefined) {
    const { options, clock, random } = context;
    const signal = AbortSignal.any([context.signal, this.#closed.signal]);
    // Every port that is tried and every service that waits listens to it; each stops when it is done.
    setMaxListeners(0, signal);
    this.#context = context;
    this.#publishers = new Publishers({ options, ca, clock, signal });
    this.#throttle = new Throttle(clock, (names) => this.#report(names));
    const onChange = (name: string) => this.#throttle.changed(name);
    this.#services = new Services({ options, ca, clock, random, signal, onChange });
    this.#raised = new RaisedAlarms(context.memory.load());
    this.#stored = JSON.stringify(this.#raised.stored());
  }

  get pollIntervalMs(): number {
    const { options, random } = this.#context;
    if (inDoubt(this.#application.confirmed)) return Math.min(contactRule.confirmIntervalMs, options.pingIntervalMs);
    return Math.round(options.pingIntervalMs * (0.9 + 0.2 * random()));
  }

  async identify(): Promise<Identity> {
    const look = await this.#look();
    if (look.kind === 'silent' || look.kind === 'no-route') throw this.#unreachable(look);
    const { vendor } = this.#publishers;
    return {
      ...(vendor === undefined ? {} : { model: vendor }),
      capabilities: this.#services.all.map(({ name }) => name),
    };
  }

  async poll(): Promise<void> {
    const answering = await this.#services.ping();
    const look = await this.#look();
    const isAlive = look.kind === 'found' || look.kind === 'none' || answering > 0;
    if (!isAlive) throw this.#unreachable(look);
    this.#contact = confirm(this.#contact, true, contactRule);
    this.#application = {
      confirmed: confirm(this.#application.confirmed, look.kind === 'found', publisherRule),
      detail: look.kind === 'found' ? undefined : look.detail,
    };
    this.#report();
    if (look.kind === 'found') this.#reportStopped();
    this.#reportApplication();
    await this.#saving;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#throttle.end();
    this.#publishers.close();
    await this.#services.close();
    await this.#saving;
  }

  /** Tells what is found and leaves the confirmation to the polls: no alarm by repeated clicking. */
  async #probeNow(): Promise<Record<string, unknown>> {
    const look = await this.#look();
    const reachable = look.kind === 'found' || look.kind === 'none';
    const detail = look.kind === 'found' ? {} : { detail: look.detail };
    return { reachable, service: this.#service(this.#modules()), ...detail };
  }

  /** Looks for publishers and follows what they name; services that are new have their time to say what they are. */
  async #look(): Promise<Look> {
    const { clock, logger } = this.#context;
    const wasFound = this.#publishers.isFound;
    const look = await this.#publishers.look();
    if (look.kind !== 'found') return look;
    const met = this.#services.follow(this.#publishers.services());
    if (!wasFound) {
      for (const refused of this.#publishers.refused) logger.warn(`service left out: ${refused}`);
      met.push(...this.#services.wake());
    }
    const over = new AbortController();
    await Promise.race([
      Promise.all(met),
      sleep(clock, firstMeetingMs, AbortSignal.any([over.signal, this.#closed.signal])),
    ]);
    over.abort();
    return look;
  }

  /** Says what the services say now: all of it at each poll, of those that have something new in between. */
  #report(changed?: ReadonlySet<string>): void {
    if (this.#closed.signal.aborted) return;
    const heard = this.#services.heard(this.#context.clock.monotonic());
    const connected = heard.filter((service) => service.connected);
    const isNew = ({ name }: HeardService) => changed === undefined || changed.has(name);
    const dropped = connected.filter(isNew).flatMap(({ name, findings }) => this.#raised.update(name, findings));
    const held = this.#raised.heldWithout(new Set(connected.map(({ name }) => name)));
    const conditions = conditionsOf(heard, held);
    const told = new Set(conditions.map(conditionKey));
    const about = new Set(connected.filter(isNew).flatMap(({ findings }) => findings.flatMap(alarmKeys)));
    for (const condition of conditions) if (about.has(conditionKey(condition))) this.#context.alarm(condition);
    for (const [type, qualifier] of dropped) {
      const key = keyOf([type, qualifier]);
      if (told.has(key) || held.has(key)) continue;
      this.#context.alarm({ type, qualifier, active: false, detail: 'what it was about is no longer there' });
    }
    // What only services say that are away stays, and nobody vouches for it.
    const seenNow = new Set(conditions.filter(({ active }) => active).map(conditionKey));
    const unheard = [...held].flatMap(([key, [type, qualifier]]) => (seenNow.has(key) ? [] : [{ type, qualifier }]));
    if (unheard.length > 0) this.#context.unverified(unheard);
    for (const mode of modes) this.#context.suppress(mode, this.#services.mode(mode));
    this.#reportState();
    this.#save();
  }

  /**
   * All of them at once, while the publisher is there: nobody can use the terminal. Said by polls only, which have just
   * heard the publisher: when all connections end together, which of them is told first means nothing.
   */
  #reportStopped(): void {
    const { all } = this.#services;
    if (all.length === 0 || all.some(({ wasAttempted }) => !wasAttempted)) return;
    const heard = this.#services.heard(this.#context.clock.monotonic());
    const stopped = all.filter(({ isStopped }) => isStopped);
    const active = stopped.length === all.length;
    const first = heard.find(({ name }) => name === stopped[0]?.name);
    const example = first ? `, e.g. ${first.name}: ${first.why ?? 'common.device offline'}` : '';
    this.#context.alarm({
      type: 'terminal-out-of-service',
      active,
      detail: active
        ? `all ${all.length} services have stopped${example}`
        : `${stopped.length} of ${all.length} services have stopped`,
    });
  }

  #reportApplication(): void {
    const { confirmed, detail } = this.#application;
    // In doubt the alarm stays as it is, whoever raised it: before or after a restart of the gateway.
    if (inDoubt(confirmed)) return;
    this.#context.alarm({
      type: 'terminal-heartbeat-lost',
      active: confirmed.verdict === 'bad',
      ...(detail === undefined ? {} : { detail }),
    });
  }

  #reportState(): void {
    const modules = this.#modules();
    this.#context.state({
      reachable: true,
      service: this.#service(modules),
      modules,
      xfs4iot: this.#services.state(this.#publishers.vendor),
    });
  }

  #modules(): Record<string, TerminalModule> {
    const heard = this.#services.heard(this.#context.clock.monotonic());
    const { confirmed, detail } = this.#application;
    const isWell = confirmed.verdict === 'good' && !inDoubt(confirmed);
    const status = isWell ? 'ok' : confirmed.verdict === 'bad' ? 'fail' : inDoubt(confirmed) ? 'warn' : 'unknown';
    const application = {
      status,
      source: 'xfs4iot',
      ...(detail === undefined ? {} : { detail: detail.slice(0, 300) }),
    } as const;
    return { ...modulesOf(heard), application };
  }

  #service(modules: Readonly<Record<string, TerminalModule>>): TerminalService {
    if (this.#contact.verdict === 'bad') return 'unknown';
    if (modes.some((mode) => this.#services.mode(mode) !== undefined)) return 'maintenance';
    const { all } = this.#services;
    if (this.#application.confirmed.verdict === 'good' && all.length > 0 && all.every(({ isStopped }) => isStopped)) {
      return 'out-of-service';
    }
    return serviceOf(modules, ['application', ...this.#context.options.essential]);
  }

  /** No contact says nothing new about the modules: their alarms stay. */
  #unreachable(look: Look): GatewayError {
    this.#contact = confirm(this.#contact, false, contactRule);
    this.#context.state({ reachable: false, service: this.#service(this.#modules()) });
    const code = look.kind === 'no-route' ? 'TRANSPORT_OPEN_FAILED' : 'TRANSPORT_REPLY_TIMEOUT';
    return new GatewayError(code, look.kind === 'found' ? 'no answer' : look.detail);
  }

  /** One save after the other, each of the newest; a disk that refuses is tried again with the next change. */
  #save(): void {
    const stored = this.#raised.stored();
    const text = JSON.stringify(stored);
    if (text === this.#stored) return;
    this.#stored = text;
    this.#saving = this.#saving
      .then(() => this.#context.memory.save(stored))
      .catch((error: unknown) => {
        this.#stored = '';
        this.#context.logger.warn(`what is raised is not on disk: ${error instanceof Error ? error.message : error}`);
      });
  }
}

function conditionKey({ type, qualifier = '' }: AlarmCondition): string {
  return keyOf([type, qualifier]);
}

function alarmKeys({ type, qualifier }: Finding): string[] {
  return type === undefined ? [] : [keyOf([type, qualifier])];
}
