import { sleep } from '../../clock.js';
import type { Identity } from '../../driver.js';
import { lightColors, type SignalArgs } from '../contract.js';
import type { Light } from '../light.js';
import type { LightContext } from '../session.js';
import { luxaforReport, versionOf, versionRequest } from './commands.js';

/** ms for the version; a light without one is no worse for it. */
const versionMs = 300;

/** It takes what it is sent and answers nothing but its version: what it shows can only be `sent`. */
export class LuxaforLight implements Light {
  readonly colors = lightColors;
  readonly #context: LightContext;
  #version: number | undefined;
  #heard: () => void = () => undefined;

  constructor(context: LightContext) {
    this.#context = context;
    context.link.onReport((report) => {
      this.#version = versionOf(report) ?? this.#version;
      this.#heard();
    });
  }

  async identify(): Promise<Identity> {
    const { link, clock } = this.#context;
    const waiting = new AbortController();
    this.#heard = () => waiting.abort();
    await link.write(versionRequest);
    await sleep(clock, versionMs, waiting.signal);
    return { model: 'Luxafor', ...(this.#version === undefined ? {} : { firmware: String(this.#version) }) };
  }

  async show(signal: SignalArgs): Promise<'sent'> {
    await this.#context.link.write(luxaforReport(signal));
    return 'sent';
  }
}
