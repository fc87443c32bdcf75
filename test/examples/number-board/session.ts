import type { DeviceSession, DriverContext, Identity } from '../../../drivers/driver.js';
import { GatewayError } from '../../../drivers/error.js';
import type { CallArgs } from '../../../drivers/led-board/contract.js';
import { digitsOf, encodeNumber } from './codec.js';
import type { NumberBoardOptions } from './options.js';

/**
 * A board that shows a number and never answers. Contact can therefore only mean that the line takes our bytes; what
 * is on the glass is `sent`, never acknowledged. Each poll sends the number again: a frame lost in noise heals.
 */
export class NumberBoardSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = { call: (args: CallArgs) => this.#call(args) };
  readonly #context: DriverContext<NumberBoardOptions, 'bus'>;
  #showing: number | undefined;

  constructor(context: DriverContext<NumberBoardOptions, 'bus'>) {
    this.#context = context;
    this.pollIntervalMs = context.options.pollIntervalMs;
  }

  async identify(): Promise<Identity> {
    await this.poll();
    return { capabilities: ['digits'] };
  }

  /** Throws what the line throws when it cannot be opened or written to. */
  async poll(): Promise<void> {
    await this.#send(this.#showing ?? 0, 'poll');
    this.#report();
  }

  async close(): Promise<void> {}

  async #call({ number, counter, zone = 'main' }: CallArgs): Promise<Record<string, unknown>> {
    const value = digitsOf(String(number));
    if (value === undefined) {
      const message = `number: found "${number}", allowed: a number with at least one digit`;
      throw new GatewayError('COMMAND_ARGS_INVALID', message, { field: 'args.number' });
    }
    await this.#send(value, 'call');
    this.#showing = value;
    this.#report();
    const text = String(value);
    await this.#context.event('called', { number, counter, zone, text });
    return { zone, text, verified: 'sent' };
  }

  #send(value: number, priority: 'call' | 'poll'): Promise<void> {
    const { link, options } = this.#context;
    return link.send(encodeNumber(options.address, value), { label: 'show number', priority });
  }

  #report(): void {
    this.#context.state({ showing: { main: String(this.#showing ?? 0) }, verified: 'sent' });
  }
}
