import { sleep } from '../../clock.js';
import type { DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { type Confirmation, confirm, inDoubt, nothingKnown } from '../confirmation.js';
import type { TerminalModule } from '../contract.js';
import { serviceOf } from '../service.js';
import { alarmsOf, contactAlarm, failedModule, impossibleAlarms, moduleState } from './alarms.js';
import { afterSelfCheck, type Conditions } from './conditions.js';
import { contactRule } from './contact.js';
import { decodeSelfCheck } from './faults.js';
import { type AllowedHeader, allowedHeaders } from './guard.js';
import { type ModuleIdentity, readIdentity } from './identity.js';
import { type CctalkModule, type CctalkOptions, modulesOf } from './options.js';
import { type Answer, CctalkPort } from './port.js';

/** ms the wire is listened to before the first word: a kiosk PC that owns it asks every 200 ms or so. */
const listenFirstMs = 1_000;
/** ms after another host was heard in which nothing is sent. */
const yieldMs = 60_000;
/** ms a module may be busy until it is worth a word (terminal-health.md 9.4). */
const busyMs = 120_000;

interface Watched {
  readonly module: CctalkModule;
  contact: Confirmation;
  /** Of the last self-check; undefined until there was one in this session. */
  conditions: Conditions | undefined;
  busySince: number | undefined;
  identity: ModuleIdentity | undefined;
}

/** Cash modules of which the gateway is the only host: asks whether they are there and how they are, and nothing else. */
export class OwnBusSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = { probe: () => this.#probeNow() };
  readonly #context: DriverContext<CctalkOptions, 'stream'>;
  readonly #port: CctalkPort;
  readonly #watched: readonly Watched[];

  constructor(context: DriverContext<CctalkOptions, 'stream'>) {
    const { options, link, clock } = context;
    this.#context = context;
    this.pollIntervalMs = options.pollIntervalMs;
    this.#watched = modulesOf(options.devices).map((module) => ({
      module,
      contact: nothingKnown,
      conditions: undefined,
      busySince: undefined,
      identity: undefined,
    }));
    const addresses = this.#watched.map(({ module }) => module.address);
    this.#port = new CctalkPort({ link, clock, options, addresses });
  }

  async identify(): Promise<Identity> {
    const { clock, signal } = this.#context;
    await sleep(clock, listenFirstMs, signal);
    await this.#round();
    const known = this.#watched.flatMap(({ module, identity }) => (identity ? [{ module, identity }] : []));
    const [first] = known;
    return {
      ...first?.identity.identity,
      capabilities: [
        'own-bus',
        ...known.map(({ module, identity }) => `${module.module} (${module.address}): ${identity.summary}`),
      ],
    };
  }

  async poll(): Promise<void> {
    await this.#round();
  }

  async close(): Promise<void> {}

  async #probeNow(): Promise<Record<string, unknown>> {
    await this.#round();
    return { reachable: true, modules: this.#states() };
  }

  /** Every module once; rejects when none of them answers, or when nothing may be sent. */
  async #round(): Promise<void> {
    if (this.#port.otherHostMs < yieldMs) {
      const text = 'another host asks on this wire: nothing is sent; the kiosk PC owns it, use mode: tap';
      throw new GatewayError('PROTOCOL_UNEXPECTED', text);
    }
    let failure: unknown;
    let answered = 0;
    for (const watched of this.#watched) {
      try {
        await this.#look(watched);
        answered++;
      } catch (error) {
        failure = error;
        if (error instanceof GatewayError && error.code === 'TRANSPORT_CLOSED') throw error;
        watched.contact = confirm(watched.contact, false, contactRule);
      }
    }
    if (answered === 0) {
      this.#context.state({ reachable: false });
      throw failure;
    }
    this.#report();
  }

  async #look(watched: Watched): Promise<void> {
    const { address } = watched.module;
    const answer = await this.#ask(address, allowedHeaders.simplePoll);
    watched.contact = confirm(watched.contact, true, contactRule);
    watched.busySince = answer.kind === 'busy' ? (watched.busySince ?? this.#now) : undefined;
    if (answer.kind === 'busy') return;
    watched.identity ??= await readIdentity((header) => this.#port.ask(address, header)).catch(() => undefined);
    if (this.#port.selfCheckDue(address)) await this.#selfCheck(watched);
  }

  /** A module that has no self-check says NAK, or nothing: what is known of it stays. */
  async #selfCheck(watched: Watched): Promise<void> {
    const answer = await this.#port.ask(watched.module.address, allowedHeaders.selfCheck).catch(() => undefined);
    const check = answer?.kind === 'data' ? decodeSelfCheck(answer.data) : undefined;
    if (check) watched.conditions = afterSelfCheck(watched.conditions ?? {}, check);
  }

  /** Once more when nothing came: a byte may be lost on any wire. */
  async #ask(address: number, header: AllowedHeader): Promise<Answer> {
    try {
      return await this.#port.ask(address, header);
    } catch (error) {
      const again =
        error instanceof GatewayError && ['TRANSPORT_REPLY_TIMEOUT', 'PROTOCOL_CORRUPT'].includes(error.code);
      if (!again || this.#port.otherHostMs < yieldMs) throw error;
      return this.#port.ask(address, header);
    }
  }

  #report(): void {
    const { state, alarm } = this.#context;
    const modules = this.#states();
    state({ reachable: true, modules, service: serviceOf(modules, []) });
    for (const condition of impossibleAlarms(this.#watched.map(({ module }) => module))) alarm(condition);
    for (const watched of this.#watched) {
      const { module, contact } = watched;
      // Of a wire with one module the contact with the device says it.
      if (this.#watched.length > 1 && !inDoubt(contact)) {
        const active = contact.verdict === 'bad';
        const detail = active ? { detail: `address ${module.address} does not answer` } : {};
        alarm({ type: contactAlarm, qualifier: module.module, active, ...detail });
      }
      const conditions = this.#conditions(watched);
      if (conditions && contact.verdict === 'good') for (const each of alarmsOf(module, conditions)) alarm(each);
    }
  }

  #states(): Record<string, TerminalModule> {
    return Object.fromEntries(
      this.#watched.map((watched) => {
        const { module, contact } = watched;
        const silent = contact.verdict === 'bad';
        const state = silent
          ? failedModule(`address ${module.address} does not answer`)
          : moduleState(
              this.#conditions(watched) ?? {},
              watched.conditions ? undefined : 'present; its first self-check is still to come',
            );
        return [module.module, state];
      }),
    );
  }

  #conditions({ conditions, busySince }: Watched): Conditions | undefined {
    if (busySince === undefined || this.#now - busySince < busyMs) return conditions;
    const busy = { detail: 'busy for more than 2 minutes', severity: 'warning' } as const;
    const { fault = 'absent' } = conditions ?? {};
    return { ...conditions, fault: fault === 'absent' ? busy : fault };
  }

  get #now(): number {
    return this.#context.clock.monotonic();
  }
}
