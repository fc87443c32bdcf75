import { z } from 'zod';
import { sleep } from '../clock.js';
import type { DeviceSession, DriverContext, Identity } from '../driver.js';
import { GatewayError } from '../error.js';
import { oneAtATime } from '../one-at-a-time.js';
import { type LightColor, type SignalArgs, signalArgsSchema } from './contract.js';
import type { Light } from './light.js';

/** ms each colour of a test stays. */
const testStepMs = 1_000;

const memorySchema = z.object({ wanted: signalArgsSchema });

export type LightContext = DriverContext<{ readonly pollIntervalMs: number }, 'hid'>;

/** A light at work: what was wanted last is on it again after each plug-in, and is looked at with each poll. */
export class SignalLightSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = {
    signal: (args: SignalArgs) => this.#signal(args),
    test: () => this.#test(),
  };
  readonly #context: LightContext;
  readonly #light: Light;
  readonly #inTurn = oneAtATime();
  #wanted: SignalArgs;

  constructor(context: LightContext, light: Light) {
    this.pollIntervalMs = context.options.pollIntervalMs;
    this.#context = context;
    this.#light = light;
    const known = memorySchema.safeParse(context.memory.load());
    this.#wanted = known.success && light.colors.includes(known.data.wanted.color) ? known.data.wanted : dark;
  }

  async identify(): Promise<Identity> {
    const identity = await this.#light.identify();
    await this.#inTurn(() => this.#show(this.#wanted));
    return { ...identity, capabilities: [...this.#light.colors, 'blink'] };
  }

  async poll(): Promise<void> {
    await this.#inTurn(() => this.#show(this.#wanted));
  }

  async close(): Promise<void> {}

  async #signal({ color, mode }: SignalArgs): Promise<Record<string, unknown>> {
    if (!this.#light.colors.includes(color)) throw noSuchColor(color, this.#light.colors);
    const wanted: SignalArgs = { color, mode: color === 'off' ? 'steady' : mode };
    this.#wanted = wanted;
    const saved = this.#context.memory.save({ wanted });
    saved.catch(() => undefined);
    const verified = await this.#inTurn(() => this.#show(wanted));
    await saved;
    return { ...wanted, verified };
  }

  async #test(): Promise<Record<string, unknown>> {
    const { clock, signal } = this.#context;
    return this.#inTurn(async () => {
      for (const color of this.#light.colors) {
        if (signal.aborted) break;
        await this.#show({ color, mode: 'steady' });
        await sleep(clock, testStepMs, signal);
      }
      const verified = await this.#show(this.#wanted);
      return { ...this.#wanted, verified };
    });
  }

  async #show(shown: SignalArgs): Promise<string> {
    const verified = await this.#light.show(shown);
    this.#context.state({ ...shown, verified });
    return verified;
  }
}

const dark: SignalArgs = { color: 'off', mode: 'steady' };

function noSuchColor(color: LightColor, colors: readonly LightColor[]): GatewayError {
  const message = `this light has no ${color}, allowed are ${colors.join(', ')}`;
  return new GatewayError('COMMAND_ARGS_INVALID', message, { field: 'args.color' });
}
