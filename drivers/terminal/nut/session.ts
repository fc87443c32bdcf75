import type { DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { serviceOf } from '../service.js';
import { NutDialogue } from './dialogue.js';
import { alarmsOf, modulesOf, type Reading, silentOnBattery } from './findings.js';
import type { NutOptions } from './options.js';
import { Outage, onBatteryWhenSilent } from './outage.js';
import { figuresOf, knownVariables, type Variables } from './reading.js';
import { explain, isStale } from './refusals.js';
import { startTls } from './starttls.js';
import { describeTokens, mainsOf, type Tokens, tokensOf } from './status.js';
import { createTeller, type Teller } from './telling.js';
import { askNames, askStatus, askVariables, askVersion, chooseUps } from './upsd.js';

type Context = DriverContext<NutOptions, 'stream'>;

/** One UPS behind a NUT server: asked for its status, then for its figures. */
export class NutSession implements DeviceSession {
  readonly commands = { probe: () => this.#probeNow() };
  readonly #context: Context;
  readonly #dialogue: NutDialogue;
  readonly #outage: Outage;
  readonly #tell: Teller;
  readonly #wanted: ReadonlySet<string>;
  #ups: string | undefined;
  #isSecure = false;
  #isNegotiated = false;
  #variables: Variables = new Map();
  #polling: Promise<Tokens> | undefined;

  constructor(context: Context) {
    const { link, clock, options } = context;
    this.#context = context;
    this.#dialogue = new NutDialogue({ wire: link, clock, timeoutMs: options.replyTimeoutMs });
    this.#outage = new Outage(context);
    this.#tell = createTeller(context);
    this.#wanted = new Set([...knownVariables, ...options.variables]);
  }

  get pollIntervalMs(): number {
    const { pollIntervalMs, onBatteryPollIntervalMs } = this.#context.options;
    return this.#outage.mainsBefore === 'lost' ? Math.min(pollIntervalMs, onBatteryPollIntervalMs) : pollIntervalMs;
  }

  async identify(): Promise<Identity> {
    const { link, options } = this.#context;
    if (!this.#isNegotiated) this.#isSecure = await startTls(this.#dialogue, this.#context);
    this.#isNegotiated = true;
    const server = await askVersion(this.#dialogue);
    const names = await askNames(this.#dialogue).catch((error: unknown) => {
      throw explain(error, link.name);
    });
    this.#ups = chooseUps(options.ups, names, link.name);
    await this.#poll();
    const value = (...of: readonly string[]) => of.map((name) => this.#variables.get(name)).find(Boolean);
    const [model, firmware] = [value('device.model', 'ups.model'), value('ups.firmware')];
    const serialNumber = value('device.serial', 'ups.serial');
    return {
      ...(model ? { model: [value('device.mfr'), model].filter(Boolean).join(' ') } : {}),
      ...(firmware ? { firmware } : {}),
      ...(serialNumber ? { serialNumber } : {}),
      capabilities: [...(server ? [server] : []), this.#isSecure ? 'tls' : 'clear', `ups ${this.#ups}`],
    };
  }

  async poll(): Promise<void> {
    await this.#poll();
  }

  async close(): Promise<void> {
    await this.#dialogue.leave();
  }

  async #probeNow(): Promise<Record<string, unknown>> {
    try {
      const tokens = await this.#poll();
      return { reachable: true, service: this.#tell.service(), status: tokens.join(' ') };
    } catch (error) {
      return { reachable: false, service: 'unknown', detail: error instanceof Error ? error.message : String(error) };
    }
  }

  /** A command may ask while a poll does: both get the same answer. */
  #poll(): Promise<Tokens> {
    this.#polling ??= this.#read().finally(() => {
      this.#polling = undefined;
    });
    return this.#polling;
  }

  async #read(): Promise<Tokens> {
    const ups = this.#ups;
    if (ups === undefined) throw new GatewayError('DEVICE_NOT_READY', 'the UPS has not been found yet');
    const what = `UPS ${ups} on ${this.#context.link.name}`;
    try {
      const tokens = tokensOf(await askStatus(this.#dialogue, ups));
      if (tokens.includes('WAIT'))
        throw new GatewayError('DEVICE_NOT_READY', `${what}: its driver has no data yet (WAIT)`);
      // The status decides; a list that does not come costs figures, not alarms.
      const listed = await askVariables(this.#dialogue, ups, this.#wanted).catch((error: unknown) => ({ error }));
      if (!('error' in listed)) this.#variables = listed;
      await this.#report(tokens);
      if ('error' in listed) throw listed.error;
      return tokens;
    } catch (error) {
      if (isStale(error)) this.#silent();
      throw explain(error, what);
    }
  }

  async #report(tokens: Tokens): Promise<void> {
    const figures = figuresOf(this.#variables);
    const mainsBefore = this.#outage.mainsBefore;
    const reading: Reading = { tokens, variables: this.#variables, figures, mainsBefore };
    for (const alarm of alarmsOf(reading)) this.#context.alarm(alarm);
    this.#tell.reading(reading, serviceOf(modulesOf(reading), ['ups']));
    await this.#outage.saw(mainsOf(tokens), describeTokens(tokens), figures);
  }

  /** The server has waited already: no more failures are needed to believe it. */
  #silent(): void {
    const { memory, clock } = this.#context;
    const why = onBatteryWhenSilent(memory.load(), clock);
    if (why !== undefined) this.#context.alarm(silentOnBattery(why));
  }
}
