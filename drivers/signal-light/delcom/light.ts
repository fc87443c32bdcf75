import type { Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { HidLink } from '../../transport/link.js';
import type { SignalArgs } from '../contract.js';
import type { Light } from '../light.js';
import {
  bitsOf,
  colorsOf,
  delcomReports,
  litBitsOf,
  portReplyBytes,
  readPortReports,
  type ThirdLed,
} from './commands.js';

/** It can be asked for the state of its port: what it shows is read back where its firmware gives it. */
export class DelcomLight implements Light {
  readonly colors;
  readonly #link: HidLink;
  readonly #thirdLed: ThirdLed;
  /** Number under which the port can be read; undefined while it is not known, false where it cannot. */
  #readAs: number | false | undefined;
  #shown: SignalArgs | undefined;

  constructor(link: HidLink, thirdLed: ThirdLed) {
    this.colors = colorsOf(thirdLed);
    this.#link = link;
    this.#thirdLed = thirdLed;
  }

  async identify(): Promise<Identity> {
    return { model: 'Delcom' };
  }

  /** What is lit already is only read: writing the port again would upset the rhythm of a flash. */
  async show(signal: SignalArgs): Promise<'read-back' | 'sent'> {
    const wanted = bitsOf(signal.color, this.#thirdLed);
    const same = signal.color === this.#shown?.color && signal.mode === this.#shown.mode;
    if (same && (await this.#readPort()) === wanted) return 'read-back';
    this.#shown = undefined;
    for (const report of delcomReports(signal, this.#thirdLed)) await this.#link.setFeature(report);
    const lit = await this.#readPort();
    // A flashing LED is dark half of the time; no other one may be lit.
    const right = lit === undefined || lit === wanted || (signal.mode === 'blink' && lit === 0);
    if (!right) {
      const detail = 'another colour is lit than the one that was sent';
      throw new GatewayError('PROTOCOL_UNEXPECTED', `${this.#link.name}: ${detail}`);
    }
    this.#shown = signal;
    return lit === wanted ? 'read-back' : 'sent';
  }

  async #readPort(): Promise<number | undefined> {
    if (this.#readAs === false) return undefined;
    for (const number of this.#readAs === undefined ? readPortReports : [this.#readAs]) {
      const reply = await this.#read(number);
      const lit = reply && litBitsOf(reply, number);
      if (lit === undefined) continue;
      this.#readAs = number;
      return lit;
    }
    this.#readAs = false;
    return undefined;
  }

  /** Undefined where the light has no such report. */
  async #read(number: number): Promise<Uint8Array | undefined> {
    try {
      return await this.#link.getFeature(number, portReplyBytes);
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'PROTOCOL_REJECTED') return undefined;
      throw error;
    }
  }
}
