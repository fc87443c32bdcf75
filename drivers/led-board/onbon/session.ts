import type { DeviceSession, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { localTime, timeText } from '../board/local-time.js';
import {
  type BrightnessArgs,
  type CallArgs,
  type CalledEvent,
  type ClearArgs,
  defaultZone,
  type PowerArgs,
  type ShowArgs,
  type ShownEvent,
  type TestArgs,
} from '../contract.js';
import { Card, type OnbonContext } from './card.js';
import type { Content } from './content.js';
import { Layout } from './layout.js';
import { modelOf } from './packet.js';
import { readFirmware, readStatus } from './reply.js';
import { brightest } from './request.js';
import { Screen } from './screen.js';
import { boardText } from './text.js';

/** Longest test pattern; what is longer would not fit a frame on a big board. */
const testSigns = 400;

/** An Onbon card at work: its dynamic areas are the zones of the board. */
export class OnbonSession implements DeviceSession {
  readonly pollIntervalMs: number;
  readonly commands = {
    show: (args: ShowArgs) => this.#show(args),
    call: (args: CallArgs) => this.#call(args),
    clear: (args: ClearArgs) => this.#clear(args),
    brightness: (args: BrightnessArgs) => this.#setBrightness(args),
    power: (args: PowerArgs) => this.#setPower(args),
    'sync-clock': () => this.#syncClock(),
    test: (args: TestArgs) => this.#test(args),
  };
  readonly #context: OnbonContext;
  readonly #card: Card;
  readonly #layout: Layout;
  readonly #screen: Screen;
  #brightness: number | undefined;

  constructor(context: OnbonContext) {
    const { pollIntervalMs, expireSeconds } = context.options;
    this.pollIntervalMs = Math.min(pollIntervalMs, Math.floor((expireSeconds * 1_000) / 3));
    this.#context = context;
    this.#card = new Card(context);
    this.#layout = new Layout(context.options);
    this.#screen = new Screen(context, this.#card, this.#layout);
  }

  /** What the board showed comes back first, then come the questions a card need not answer. */
  async identify(): Promise<Identity> {
    this.#screen.doubt();
    const { deviceType } = await this.#card.ping();
    await this.#screen.tidy();
    await this.#readStatus();
    const firmware = await this.#card.query('firmware');
    const version = firmware && readFirmware(firmware);
    const model = modelOf(deviceType);
    return {
      ...(model === undefined ? {} : { model }),
      ...(version === undefined ? {} : { firmware: version }),
      capabilities: ['zones', 'brightness', 'power', 'clock'],
    };
  }

  async poll(): Promise<void> {
    try {
      await this.#card.ping();
    } catch (error) {
      this.#screen.doubt();
      throw error;
    }
    await this.#screen.tidy();
  }

  async close(): Promise<void> {
    await this.#screen.settled();
  }

  async #show({ text, zone = defaultZone, seconds }: ShowArgs): Promise<Record<string, unknown>> {
    const shown = await this.#put({ text, zone, seconds, field: 'args.text' });
    await this.#announce('shown', { zone, text: shown.text } satisfies ShownEvent);
    return shown;
  }

  async #call({ number, counter, zone = defaultZone }: CallArgs): Promise<Record<string, unknown>> {
    const { callText } = this.#context.options;
    const values: Readonly<Record<string, string | number>> = { number, counter };
    const text = callText[this.#context.language].replace(/\{(\w+)\}/g, (_, name: string) => `${values[name]}`);
    const shown = await this.#put({ text, zone, field: 'args.number' });
    await this.#announce('called', { number, counter, zone, text: shown.text } satisfies CalledEvent);
    return shown;
  }

  async #put({
    text,
    zone,
    seconds,
    field,
  }: {
    text: string;
    zone: string;
    seconds?: number | undefined;
    field: string;
  }) {
    this.#checkZone(zone);
    const board = boardText(text, this.#context.options.encoding);
    const content: Content = { board, endsAt: this.#endsAt(seconds) };
    if (board.text === '') throw invalid(field, 'nothing in it can be shown; allowed: text with visible characters');
    if (!this.#screen.fits(zone, content)) {
      throw invalid(field, `${board.bytes.length} bytes are too long; allowed: what fits a frame of 1024 bytes`);
    }
    await this.#screen.show(zone, content);
    const { replaced } = board;
    return { zone, text: board.text, verified: 'acknowledged', ...(replaced > 0 ? { replaced } : {}) };
  }

  async #clear({ zone }: ClearArgs): Promise<Record<string, unknown>> {
    if (zone !== undefined) this.#checkZone(zone);
    const zones = zone === undefined ? this.#layout.zones : [zone];
    await this.#screen.clear(zones);
    return { zones, verified: 'acknowledged' };
  }

  async #setBrightness({ percent }: BrightnessArgs): Promise<Record<string, unknown>> {
    await this.#card.write({ kind: 'brightness', level: levelOf(percent) }, { label: 'brightness' });
    this.#brightness = percent;
    this.#context.state({ brightness: percent });
    return { percent };
  }

  async #setPower({ on }: PowerArgs): Promise<Record<string, unknown>> {
    await this.#card.write({ kind: 'power', on }, { label: on ? 'power on' : 'power off' });
    this.#context.state({ power: on });
    return { on };
  }

  async #syncClock(): Promise<Record<string, unknown>> {
    const { clock, timezone } = this.#context;
    const time = localTime(clock.now(), timezone);
    await this.#card.write({ kind: 'clock', time }, { label: 'set clock' });
    return { time: timeText(time) };
  }

  /** Lights every zone as far as text can; after `seconds` comes back what was there. */
  async #test({ seconds }: TestArgs): Promise<Record<string, unknown>> {
    const endsAt = this.#endsAt(seconds);
    const { zones } = this.#layout;
    const patterns = zones.map((zone) => {
      const covered = this.#screen.content(zone);
      const over = covered?.test ? covered.test.over : covered;
      const signs = Math.min(this.#layout.signCount(zone), testSigns);
      return this.#screen.show(zone, { board: boardText('■'.repeat(signs), 'gb2312'), endsAt, test: { over } });
    });
    await Promise.all(patterns);
    return { zones, seconds, verified: 'acknowledged' };
  }

  /** The card's steps are coarser than percent: what was asked for stays as long as the card is at its step. */
  async #readStatus(): Promise<void> {
    const payload = await this.#card.query('status');
    const status = payload && readStatus(payload);
    if (!status) return;
    if (this.#brightness === undefined || levelOf(this.#brightness) !== status.level) {
      this.#brightness = Math.round((status.level * 100) / brightest);
    }
    this.#context.state({ power: status.on, brightness: this.#brightness });
  }

  #checkZone(zone: string): void {
    if (this.#layout.has(zone)) return;
    throw invalid('args.zone', `there is no zone "${zone}"; allowed: ${this.#layout.zones.join(', ')}`);
  }

  #endsAt(seconds: number | undefined): number {
    return seconds === undefined ? Number.POSITIVE_INFINITY : this.#context.clock.monotonic() + seconds * 1_000;
  }

  /** The number is on the glass: what hinders the record of it must not make the command fail. */
  async #announce(name: 'called' | 'shown', data: Record<string, unknown>): Promise<void> {
    try {
      await this.#context.event(name, data);
    } catch (error) {
      this.#context.logger.warn(`the event "${name}" cannot be recorded`, { error: String(error) });
    }
  }
}

function invalid(field: string, message: string): GatewayError {
  return new GatewayError('COMMAND_ARGS_INVALID', `${field}: ${message}`, { field });
}

function levelOf(percent: number): number {
  return Math.round((percent * brightest) / 100);
}
