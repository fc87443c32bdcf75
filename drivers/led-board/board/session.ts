import type { DeviceSession, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { localTime, timeText } from '../../local-time.js';
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
import { callText } from './call-text.js';
import type { Content } from './content.js';
import type { BoardContext } from './context.js';
import { BoardMemory } from './memory.js';
import { asCall, asPoll, type BoardText, type Panel } from './panel.js';
import { Screen } from './screen.js';
import { Settings } from './settings.js';

/** Polls after which what was beyond repair is tried again. */
const forgiveEvery = 30;

interface Order {
  readonly kind: 'call' | 'show';
  readonly text: string;
  readonly zone: string;
  /** Argument the text came from. */
  readonly field: string;
  readonly seconds?: number | undefined;
  readonly blinkSeconds?: number | undefined;
}

/** A board at work, whatever its protocol: the commands of its class, and what keeps the glass true. */
export class BoardSession<Text extends BoardText> implements DeviceSession {
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
  readonly #context: BoardContext;
  readonly #panel: Panel<Text>;
  readonly #memory: BoardMemory;
  readonly #screen: Screen<Text>;
  readonly #settings: Settings<Text>;
  #looks = 0;
  #inspectedAt = 0;

  constructor(context: BoardContext, panel: Panel<Text>) {
    const { pollIntervalMs } = context.options;
    // What blanks by itself must be repeated at a poll before it does.
    this.pollIntervalMs = Math.min(pollIntervalMs, Math.floor(((panel.keepsSeconds ?? 2_400) * 1_000) / 3));
    this.#context = context;
    this.#panel = panel;
    this.#memory = new BoardMemory(context);
    this.#screen = new Screen(context, panel, this.#memory);
    this.#settings = new Settings(context, panel, this.#screen, this.#memory);
  }

  /** What the board showed comes back first, then come the questions it need not answer. */
  async identify(): Promise<Identity> {
    this.#doubt();
    await this.#look();
    await this.#inspect();
    const identity = await this.#panel.identify();
    return { ...identity, capabilities: this.#panel.capabilities };
  }

  async poll(): Promise<void> {
    try {
      if (++this.#looks % forgiveEvery === 0) this.#screen.forgive();
      await this.#look();
      const { inspectSeconds = 300 } = this.#panel;
      if (this.#context.clock.monotonic() - this.#inspectedAt >= inspectSeconds * 1_000) await this.#inspect();
    } catch (error) {
      this.#doubt();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#screen.close();
    await this.#memory.settled();
  }

  /** Asks what can be asked, then puts right what is not as it should be. */
  async #look(): Promise<void> {
    // Also while nobody answers: a board without power over night must not come back with yesterday's number.
    this.#settings.turnPhase();
    const look = this.#screen.look();
    const glass = await this.#panel.look(asPoll);
    look.compare(glass);
    this.#settings.compare(glass);
    if (glass.forgot) this.#doubt();
    await this.#screen.tidy();
    await this.#settings.apply();
  }

  async #inspect(): Promise<void> {
    this.#inspectedAt = this.#context.clock.monotonic();
    if (!this.#panel.inspect) return;
    const look = this.#screen.look();
    const glass = await this.#panel.inspect(asPoll);
    const well = look.compare(glass) && !glass.forgot;
    this.#settings.compare(glass);
    if (glass.forgot) this.#doubt();
    await this.#settings.apply();
    if (!well) await this.#screen.tidy();
  }

  #doubt(): void {
    this.#screen.doubt();
    this.#settings.doubt();
  }

  async #show({ text, zone = defaultZone, seconds }: ShowArgs): Promise<Record<string, unknown>> {
    const shown = await this.#put({ kind: 'show', text, zone, seconds, field: 'args.text' });
    await this.#announce('shown', { zone, text: shown.text } satisfies ShownEvent);
    return shown;
  }

  async #call({ number, counter, zone = defaultZone, ...args }: CallArgs): Promise<Record<string, unknown>> {
    const { callText: templates, callBlinkSeconds } = this.#context.options;
    const text = callText(templates[this.#language], number, counter);
    const { blinkSeconds = callBlinkSeconds } = args;
    const seconds = this.#settings.callSeconds;
    const shown = await this.#put({ kind: 'call', text, zone, seconds, blinkSeconds, field: 'args.number' });
    await this.#announce('called', { number, counter, zone, text: shown.text } satisfies CalledEvent);
    return shown;
  }

  async #put({ kind, text, zone, field, seconds, blinkSeconds = 0 }: Order) {
    this.#checkZone(zone);
    const board = this.#panel.fit(zone, text, field);
    if (board.text.trim() === '') {
      throw invalid(field, 'nothing in it can be shown; allowed: text with visible characters');
    }
    if (kind === 'call' && this.#settings.isSwitchedDark) this.#screen.outdate(zone);
    this.#settings.assertLit();
    const now = this.#context.clock.monotonic();
    const content: Content<Text> = {
      board,
      kind,
      endsAt: this.#endsAt(seconds),
      ...(blinkSeconds > 0 ? { blinksUntil: now + blinkSeconds * 1_000 } : {}),
    };
    const lit = this.#settings.wake();
    const [verified] = await Promise.all([this.#screen.show(zone, content), lit]);
    return { zone, text: board.text, verified, ...(board.replaced > 0 ? { replaced: board.replaced } : {}) };
  }

  async #clear({ zone }: ClearArgs): Promise<Record<string, unknown>> {
    if (zone !== undefined) this.#checkZone(zone);
    const zones = zone === undefined ? this.#panel.zones : [zone];
    return { zones, verified: await this.#screen.clear(zones) };
  }

  async #setBrightness({ percent }: BrightnessArgs): Promise<Record<string, unknown>> {
    await this.#settings.setBrightness(percent);
    return { percent };
  }

  async #setPower({ on }: PowerArgs): Promise<Record<string, unknown>> {
    await this.#settings.setPower(on);
    return { on };
  }

  async #syncClock(): Promise<Record<string, unknown>> {
    const { clock, timezone } = this.#context;
    const time = localTime(clock.now(), timezone);
    if (!this.#panel.setClock) throw new GatewayError('PROTOCOL_UNSUPPORTED', 'this board has no clock');
    await this.#panel.setClock(time, asCall);
    return { time: timeText(time) };
  }

  /** Lights every zone as far as text can; after `seconds` comes back what was there. */
  async #test({ seconds }: TestArgs): Promise<Record<string, unknown>> {
    this.#settings.assertLit();
    const endsAt = this.#endsAt(seconds);
    const { zones } = this.#panel;
    const lit = this.#settings.wake();
    const patterns = zones.map((zone) =>
      this.#screen.cover(zone, { board: this.#panel.testText(zone), kind: 'test', endsAt }),
    );
    const [evidences] = await Promise.all([Promise.all(patterns), lit]);
    const lighted = zones.filter((_, index) => evidences[index] !== undefined);
    return { zones: lighted, seconds, verified: evidences.find((evidence) => evidence !== undefined) };
  }

  get #language(): 'zh' | 'en' {
    const { languages } = this.#panel;
    return languages.includes(this.#context.language) ? this.#context.language : (languages[0] ?? 'en');
  }

  #checkZone(zone: string): void {
    if (this.#panel.zones.includes(zone)) return;
    throw invalid('args.zone', `there is no zone "${zone}"; allowed: ${this.#panel.zones.join(', ')}`);
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

export function invalid(field: string, message: string): GatewayError {
  return new GatewayError('COMMAND_ARGS_INVALID', `${field}: ${message}`, { field });
}
