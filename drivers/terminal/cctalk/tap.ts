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

/** ms a new tap waits for the first answer of a module. */
const firstAnswerMs = 10_000;

const nobodyAsks =
  'nobody asks on the wire: the kiosk PC is off or its application does not run, or the tap is not connected';

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

  /** Waits until a module has answered: that somebody asks shows no contact with it. */
  async identify(): Promise<Identity> {
    const { clock, signal } = this.#context;
    const answering = () => this.#all.some((heard) => this.#isAnswering(heard));
    await whenTrue(answering, { clock, signal, everyMs: 100, atMostMs: firstAnswerMs });
    this.#demandContact();
    return { capabilities: ['tap', ...this.#all.map(({ module }) => `${module.module} (${module.address})`)] };
  }

  async poll(): Promise<void> {
    this.#demandContact();
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
      if (this.#all.length > 1) this.#tellSilence(heard);
      if (this.#isAnswering(heard)) this.#tellAlarms(heard);
    }
    if (this.#all.some(({ counter }) => counter !== undefined)) alarm(this.#frauds.condition());
  }

  #tellAlarms({ module, conditions }: Heard): void {
    if (conditions) for (const condition of alarmsOf(module, conditions)) this.#context.alarm(condition);
  }

  /** One of several; of a module that is not asked nobody can say whether it would answer. */
  #tellSilence(heard: Heard): void {
    const qualifier = heard.module.module;
    const detail = `address ${heard.module.address} does not answer the kiosk PC`;
    if (this.#isAnswering(heard)) this.#context.alarm({ type: contactAlarm, qualifier, active: false });
    else if (this.#isAsked(heard) && this.#isSilent(heard))
      this.#context.alarm({ type: contactAlarm, qualifier, active: true, detail });
  }

  #states(): Record<string, TerminalModule> {
    return Object.fromEntries(this.#all.map((heard) => [heard.module.module, this.#state(heard)]));
  }

  #state(heard: Heard): TerminalModule {
    const { address } = heard.module;
    if (!this.#hostIsHeard()) return unknownModule(nobodyAsks);
    if (!this.#isAsked(heard)) return unknownModule(`the kiosk PC does not ask address ${address}`);
    if (this.#isSilent(heard)) return failedModule(`address ${address} does not answer the kiosk PC`);
    if (!this.#isAnswering(heard)) return unknownModule(`no answer of address ${address} was heard yet`);
    return moduleState(
      heard.conditions ?? {},
      heard.conditions ? undefined : 'answers; nothing was heard yet of how it is',
    );
  }

  #isAsked({ askedAt }: Heard): boolean {
    return askedAt !== undefined && this.#now - askedAt < this.#context.options.silentHostSeconds * 1_000;
  }

  #isAnswering(heard: Heard): boolean {
    return this.#isAsked(heard) && heard.answeredAt !== undefined && !this.#isSilent(heard);
  }

  #isSilent({ unansweredSince }: Heard): boolean {
    const { unansweredSeconds } = this.#context.options;
    return unansweredSince !== undefined && this.#now - unansweredSince >= unansweredSeconds * 1_000;
  }

  #hostIsHeard(): boolean {
    const { hostAt } = this.#listener;
    return hostAt !== undefined && this.#now - hostAt < this.#context.options.silentHostSeconds * 1_000;
  }

  /** Throws unless a module is heard to answer; says on whom it is. */
  #demandContact(): void {
    if (this.#hostIsHeard() && this.#all.some((heard) => this.#isAnswering(heard))) return;
    const { hostAt, bytes } = this.#listener;
    if (!this.#hostIsHeard()) {
      const noise = `${bytes} bytes came and no ccTalk message: look at ground, speed (9600 8N1) and the option checksum`;
      throw this.#withoutContact(hostAt === undefined && bytes > 0 ? noise : nobodyAsks, 'unknown');
    }
    const asked = this.#all.filter((heard) => this.#isAsked(heard)).map(({ module }) => module.address);
    if (asked.length === 0) {
      throw this.#withoutContact('the kiosk PC talks on the wire, but to none of the modules', 'unknown');
    }
    throw this.#withoutContact(`the kiosk PC asks, but address ${asked.join(', ')} does not answer`, 'fail');
  }

  #withoutContact(text: string, status: 'unknown' | 'fail'): GatewayError {
    const state = status === 'fail' ? failedModule(text) : unknownModule(text);
    const modules = Object.fromEntries(this.#all.map(({ module }) => [module.module, state]));
    this.#context.state({ reachable: false, modules, service: 'unknown' });
    return new GatewayError('TRANSPORT_REPLY_TIMEOUT', text);
  }

  get #now(): number {
    return this.#context.clock.monotonic();
  }
}
