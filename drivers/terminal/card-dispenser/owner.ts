import type { DeviceSession, DriverContext, Identity } from '../../driver.js';
import { questions } from './codec.js';
import type { CardDispenserOptions } from './options.js';
import { DispenserPort } from './port.js';
import { DispenserReport } from './report.js';

/** A dispenser that is wired to the gateway alone: asked how it is, never told to do anything. */
export class OwnerSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = { probe: () => this.#probeNow() };
  readonly #context: DriverContext<CardDispenserOptions, 'stream'>;
  readonly #port: DispenserPort;
  readonly #report: DispenserReport;

  constructor(context: DriverContext<CardDispenserOptions, 'stream'>) {
    const { options, link, clock } = context;
    this.#context = context;
    this.pollIntervalMs = options.pollIntervalMs;
    this.#port = new DispenserPort({ link, clock, replyTimeoutMs: options.replyTimeoutMs });
    this.#report = new DispenserReport(context);
  }

  async identify(): Promise<Identity> {
    const { version } = await this.#port.ask(questions.version);
    return { model: 'QU-CD-720M', firmware: version, capabilities: ['owner'] };
  }

  async poll(): Promise<void> {
    await this.#look();
  }

  async close(): Promise<void> {}

  async #probeNow(): Promise<Record<string, unknown>> {
    return { reachable: true, said: await this.#look() };
  }

  async #look(): Promise<string> {
    try {
      const flags = await this.#port.ask(questions.flags);
      const state = await this.#port.ask(questions.state);
      this.#report.tell([flags, state]);
      return `PB ${flags.digits}, RF ${state.digits}`;
    } catch (error) {
      this.#context.state({ reachable: false });
      throw error;
    }
  }
}
