import type { ContactRule, DeviceSession, DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { type ModbusReader, readOnly } from '../../modbus/read-only.js';
import { ModbusUnit } from '../../modbus/unit.js';
import { type Confirmation, confirm, nothingKnown } from '../confirmation.js';
import type { TerminalModule, TerminalService } from '../contract.js';
import { Climate } from './climate.js';
import { moduleOf, sayingOf, source, spanOf } from './contacts.js';
import type { ModbusInputsOptions } from './options.js';

/** An unanswered look is repeated after a second at the latest: nobody guards the door meanwhile. */
export const contactRule: ContactRule = {
  alarm: 'sensors-unreachable',
  failures: 3,
  successes: 2,
  confirmIntervalMs: 1_000,
};

const climateModule = 'environment';

type Modules = Readonly<Record<string, TerminalModule>>;

/** Looks at the inputs of a module every second and at its thermometer every half minute; only ever reads. */
export class ModbusInputsSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = { probe: () => this.#probeNow() };
  readonly #context: DriverContext<ModbusInputsOptions, 'bus'>;
  readonly #unit: ModbusReader;
  readonly #climate: Climate;
  #contact: Confirmation = nothingKnown;

  constructor(context: DriverContext<ModbusInputsOptions, 'bus'>) {
    const { inputs, pollIntervalMs, sensorIntervalMs, address } = context.options;
    this.#context = context;
    this.#unit = new ModbusUnit(readOnly(context.link), address);
    this.#climate = new Climate(context, this.#unit);
    this.pollIntervalMs = inputs.length > 0 ? pollIntervalMs : sensorIntervalMs;
  }

  async identify(): Promise<Identity> {
    const { inputs, temperature, humidity } = this.#context.options;
    this.#climate.forget();
    await this.#noting<unknown>(() => (inputs.length > 0 ? this.#readInputs() : this.#climate.poll({ only: true })));
    const kinds = [...new Set(inputs.map(({ as }) => as)), temperature && 'temperature', humidity && 'humidity'];
    return { capabilities: kinds.filter((kind) => kind !== undefined) };
  }

  async poll(): Promise<void> {
    await this.#pollModules();
  }

  async close(): Promise<void> {}

  async #probeNow(): Promise<Record<string, unknown>> {
    this.#climate.askNext();
    const modules = await this.#pollModules();
    const values = Object.entries(this.#climate.values()).filter(([, value]) => value !== undefined);
    return { reachable: true, service: serviceOf(modules), modules, ...Object.fromEntries(values) };
  }

  async #pollModules(): Promise<Modules> {
    const modules = await this.#noting(() => this.#look());
    this.#contact = confirm(this.#contact, true, contactRule);
    this.#context.state({ reachable: true, service: serviceOf(modules), modules, ...this.#climate.values() });
    return modules;
  }

  /** Doors first, and said before the thermometer is asked. */
  async #look(): Promise<Modules> {
    const { inputs } = this.#context.options;
    const modules: Record<string, TerminalModule> = {};
    if (inputs.length > 0) {
      const reads = await this.#readInputs();
      for (const contact of inputs) {
        const { condition, module } = sayingOf(contact, reads(contact.input));
        this.#context.alarm(condition);
        modules[moduleOf(contact)] = module;
      }
    }
    await this.#climate.poll({ only: inputs.length === 0 });
    return this.#climate.isConfigured ? { ...modules, [climateModule]: this.#climate.module() } : modules;
  }

  /**
   * Before all polls of the line, behind a slow board's too: an answer takes some 20 ms. A module that is gone waits its turn
   * with the others, as its time-outs would hold up the calls.
   */
  async #readInputs(): Promise<(input: number) => boolean> {
    const { inputs, readInputsAs, replyTimeoutMs } = this.#context.options;
    const { address, count } = spanOf(inputs);
    const priority = this.#contact.verdict === 'bad' ? 'poll' : 'call';
    const access = { timeoutMs: replyTimeoutMs, turn: { priority } } as const;
    const bits =
      readInputsAs === 'coils'
        ? await this.#unit.readCoils(address, count, access)
        : await this.#unit.readDiscrete(address, count, access);
    return (input) => bits[input - address] ?? false;
  }

  async #noting<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.#failed(error);
      throw error;
    }
  }

  /** Silence must not look like closed doors: what nobody answers for any more is not known. */
  #failed(error: unknown): void {
    const { code, message, unanswered = 0 } = error instanceof GatewayError ? error : { code: undefined, message: '' };
    // Nothing was sent, and says nothing new.
    if (code === 'TRANSPORT_MEMBER_SILENT' && unanswered < contactRule.failures) return;
    this.#contact = confirm(this.#contact, false, contactRule);
    this.#context.state({ reachable: false });
    if (this.#contact.verdict !== 'bad') return;
    const { inputs } = this.#context.options;
    const names = [...inputs.map(moduleOf), ...(this.#climate.isConfigured ? [climateModule] : [])];
    const lost: TerminalModule = { status: 'unknown', detail: message, source };
    this.#climate.forget();
    this.#context.state({
      service: 'unknown',
      modules: Object.fromEntries(names.map((name) => [name, lost])),
      ...this.#climate.values(),
    });
  }
}

/**
 * Its service is to watch: an open door is no loss of it, a sensor that cannot be read is. What the open door means for the
 * terminal in the cabinet is for whoever puts both together.
 */
function serviceOf(modules: Modules): TerminalService {
  const all = Object.values(modules);
  if (all.every(({ status }) => status === 'unknown')) return 'unknown';
  return all.some(({ status }) => status === 'unknown') ? 'degraded' : 'in-service';
}
