import type { DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { ByteLink } from '../../transport/link.js';
import type { TerminalModule } from '../contract.js';
import { serviceOf } from '../service.js';
import { alarmsOf, contactAlarm, failedModule, impossibleAlarms, moduleState, unknownModule } from './alarms.js';
import { FraudWatch } from './fraud-watch.js';
import { type Heard, Listener } from './listener.js';
import { type CctalkOptions, modulesOf } from './options.js';
import { whenTrue } from './when-true.js';

/** ms a new tap waits for the first question of the kiosk PC. */
const firstQuestionMs = 10_000;

/** A session's world without a way to send. */
export type ListeningContext = Omit<DriverContext<CctalkOptions, 'stream'>, 'link'> & {
  readonly link: Pick<ByteLink, 'onData'>;
};

/** A listener at the wire between a kiosk PC and its cash modules. It has no way to send. */
export class TapSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = { probe: async () => this.#tellNow() };
  readonly #context: ListeningContext;
  readonly #frauds: FraudWatch;
  readonly #listener: Listener;

  constructor(context: ListeningContext) {
    const { options, clock, link, logger } = context;
    this.#context = context;
    this.pollIntervalMs = options.pollIntervalMs;
    this.#frauds = new FraudWatch(context);
    this.#listener = new Listener({
      clock,
      checksum: options.checksum,
      silenceMs: options.silenceMs,
      modules: modulesOf(options.devices),
      onNews: (heard) => this.#news(heard),
      onFraud: (fraud) => this.#frauds.attempted(fraud),
      onGap: ({ module }, what) =>
        logger.warn(
          what === 'restarted'
            ? `${module.module} (${module.address}) was reset or had no power`
            : `${module.module} (${module.address}) had more events than its list holds; some were not heard`,
        ),
    });
    link.onData((chunk) => this.#listener.hear(chunk));
  }

  async identify(): Promise<Identity> {
    const { clock, signal } = this.#context;
    await whenTrue(() => this.#listener.hostAt !== undefined, {
      clock,
      signal,
      everyMs: 100,
      atMostMs: firstQuestionMs,
    });
    this.#demandHost();
    return { capabilities: ['tap', ...this.#all.map(({ module }) => `${module.module} (${module.address})`)] };
  }

  async poll(): Promise<void> {
    this.#demandHost();
    const silent = this.#all.filter((heard) => this.#isAsked(heard) && this.#isSilent(heard));
    const asked = this.#all.filter((heard) => this.#isAsked(heard));
    if (asked.length > 0 && silent.length === asked.length) {
      this.#context.state({ reachable: false, modules: this.#states(), service: 'unknown' });
      const who = silent.map(({ module }) => module.address).join(', ');
      const text = `the kiosk PC asks, and address ${who} does not answer for ${this.#context.options.unansweredSeconds} s`;
      throw new GatewayError('TRANSPORT_REPLY_TIMEOUT', text);
    }
    if (asked.length === 0) throw this.#withoutContact('the kiosk PC talks on the wire, but to none of the modules');
    this.#report();
  }

  async close(): Promise<void> {}

  get #all(): Heard[] {
    return [...this.#listener.heard.values()];
  }

  #tellNow(): Record<string, unknown> {
    return { reachable: this.#hostIsHeard(), modules: this.#states() };
  }

  /** What a module says of itself is told in the moment it says it. */
  #news(heard: Heard): void {
    this.#tellAlarms(heard);
    this.#context.state({ modules: this.#states() });
  }

  #report(): void {
    const { state, alarm } = this.#context;
    const modules = this.#states();
    state({ reachable: true, modules, service: serviceOf(modules, []) });
    for (const condition of impossibleAlarms(this.#all.map(({ module }) => module))) alarm(condition);
    for (const heard of this.#all) {
      if (!this.#isAsked(heard)) continue;
      if (this.#all.length > 1) alarm(this.#silence(heard));
      if (!this.#isSilent(heard)) this.#tellAlarms(heard);
    }
    if (this.#all.some(({ counter }) => counter !== undefined)) alarm(this.#frauds.condition());
  }

  #tellAlarms({ module, conditions }: Heard): void {
    if (conditions) for (const condition of alarmsOf(module, conditions)) this.#context.alarm(condition);
  }

  #silence(heard: Heard) {
    const active = this.#isSilent(heard);
    const detail = active ? { detail: `address ${heard.module.address} does not answer the kiosk PC` } : {};
    return { type: contactAlarm, qualifier: heard.module.module, active, ...detail };
  }

  #states(): Record<string, TerminalModule> {
    return Object.fromEntries(this.#all.map((heard) => [heard.module.module, this.#state(heard)]));
  }

  #state(heard: Heard): TerminalModule {
    const { address } = heard.module;
    if (!this.#hostIsHeard()) return unknownModule('nobody asks on the wire: the kiosk PC is silent');
    if (!this.#isAsked(heard)) return unknownModule(`the kiosk PC does not ask address ${address}`);
    if (this.#isSilent(heard)) return failedModule(`address ${address} does not answer the kiosk PC`);
    return moduleState(
      heard.conditions ?? {},
      heard.conditions ? undefined : 'answers; nothing was heard yet of how it is',
    );
  }

  #isAsked({ askedAt }: Heard): boolean {
    return askedAt !== undefined && this.#now - askedAt < this.#context.options.silentHostSeconds * 1_000;
  }

  #isSilent({ unansweredSince }: Heard): boolean {
    const { unansweredSeconds } = this.#context.options;
    return unansweredSince !== undefined && this.#now - unansweredSince >= unansweredSeconds * 1_000;
  }

  #hostIsHeard(): boolean {
    const { hostAt } = this.#listener;
    return hostAt !== undefined && this.#now - hostAt < this.#context.options.silentHostSeconds * 1_000;
  }

  #demandHost(): void {
    if (this.#hostIsHeard()) return;
    const { hostAt, bytes } = this.#listener;
    const noise = `${bytes} bytes came and no ccTalk message: look at ground, speed (9600 8N1) and the option checksum`;
    const silence =
      'nobody asks on the wire: the kiosk PC is off or its application does not run, or the tap is not connected';
    throw this.#withoutContact(hostAt === undefined && bytes > 0 ? noise : silence);
  }

  #withoutContact(text: string): GatewayError {
    const modules = Object.fromEntries(this.#all.map(({ module }) => [module.module, unknownModule(text)]));
    this.#context.state({ reachable: false, modules, service: 'unknown' });
    return new GatewayError('TRANSPORT_REPLY_TIMEOUT', text);
  }

  get #now(): number {
    return this.#context.clock.monotonic();
  }
}
