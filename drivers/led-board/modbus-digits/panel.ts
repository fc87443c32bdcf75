import type { Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { BoardText, Evidence, Glass, Panel, Picture, SeenZone, Turn } from '../board/panel.js';
import { invalid } from '../board/session.js';
import { defaultZone } from '../contract.js';
import type { DigitsContext } from './context.js';
import { asGlyphs, glyphList } from './glyphs.js';
import { DigitsModule, isLacking, isRefusal } from './module.js';
import { type ModuleNumber, numberOf, numberText } from './number.js';
import type { Reading } from './registers.js';

const models = { 4: 'DM56A04', 6: 'DM36B06' } as const;

const brightest = 8;
const levelOf = (percent: number) => 1 + Math.round((percent * (brightest - 1)) / 100);
const percentOf = (level: number) => Math.round(((level - 1) * 100) / (brightest - 1));

interface DigitsText extends BoardText {
  /** Set where it has a decimal point, which only the module's own numbers have. */
  readonly number?: ModuleNumber;
}

/** A digit module as a board of one zone; everything it shows can be read back. */
export class DigitsPanel implements Panel<DigitsText> {
  readonly zones = [defaultZone];
  readonly languages = ['zh', 'en'] as const;
  readonly capabilities = ['blink', 'brightness', 'read-back'];
  readonly brightness = {
    nearest: (percent: number) => percentOf(levelOf(percent)),
    set: (percent: number, turn: Turn) => this.#setBrightness(levelOf(percent), turn),
  };
  readonly #context: DigitsContext;
  readonly #module: DigitsModule;
  /** As last seen or written; undefined when nobody knows. */
  #blinkMask: number | undefined;
  #canBlink = true;
  /** What was written last; the registers do not tell which of the two stands on the glass. */
  #stands: 'characters' | 'number' = 'characters';
  /** The other one as it was first read after that: once it changes, somebody else has written it. */
  #other: string | undefined;

  constructor(context: DigitsContext) {
    this.#context = context;
    this.#module = new DigitsModule(context);
  }

  /** Spaces around the text are dropped: `align` says where it stands. A number stands right, without zeros in front. */
  fit(_zone: string, text: string, field: string): DigitsText {
    const { digits } = this.#context.options;
    const number = numberOf(text.trim());
    if (number) {
      const shown = numberText(number);
      // The point takes no digit of its own.
      if (shown.length - 1 <= digits) return { text: shown, replaced: 0, number };
      throw invalid(field, `"${shown}" takes ${shown.length - 1} digits; allowed: up to ${digits}`);
    }
    const fitting = asGlyphs(text.trim());
    if ('missing' in fitting) {
      throw invalid(field, `seven segments have no sign for "${fitting.missing}"; allowed: ${glyphList}`);
    }
    const { length } = fitting.text;
    if (length === 0) throw invalid(field, 'nothing in it can be seen; allowed: text with visible characters');
    if (length > digits) throw invalid(field, `"${fitting.text}" is ${length} characters; allowed: up to ${digits}`);
    return { text: fitting.text, replaced: 0 };
  }

  testText(): BoardText {
    return { text: '8'.repeat(this.#context.options.digits), replaced: 0 };
  }

  /** The protocol has no name of a model: it is what the options say. */
  async identify(): Promise<Identity> {
    return { model: models[this.#context.options.digits] };
  }

  async look(turn: Turn): Promise<Glass> {
    const reading = await this.#read(turn);
    const { brightness } = reading.settings ?? {};
    return {
      zones: new Map([[defaultZone, this.#seen(reading)]]),
      ...(brightness === undefined ? {} : { brightness: percentOf(brightness) }),
    };
  }

  async read(_zone: string, turn: Turn): Promise<SeenZone> {
    return this.#seen(await this.#read(turn));
  }

  show(_zone: string, { board, blink }: Picture<DigitsText>, turn: Turn): Promise<Evidence> {
    return this.#put(board, blink, turn);
  }

  clear(_zones: readonly string[], turn: Turn): Promise<Evidence> {
    return this.#put({ text: '' }, false, turn);
  }

  /** The number first: how it blinks must not keep a customer waiting for it. */
  async #put({ text, number }: Pick<DigitsText, 'text' | 'number'>, blink: boolean, turn: Turn): Promise<Evidence> {
    if (number) await this.#putNumber(number, turn);
    else await this.#putCharacters(text, turn);
    if (turn.newest()) await this.#setBlink(blink, turn);
    return 'acknowledged';
  }

  async #putCharacters(text: string, turn: Turn): Promise<void> {
    const { digits, align } = this.#context.options;
    const aligned = align === 'left' ? text.padEnd(digits) : text.padStart(digits);
    await this.#standing('characters', this.#module.writeCharacters(aligned, turn));
  }

  async #putNumber(number: ModuleNumber, turn: Turn): Promise<void> {
    await this.#standing('number', this.#module.writeNumber(number, turn));
  }

  /** What was refused changes nothing; anything else may have come. */
  async #standing(what: 'characters' | 'number', writing: Promise<void>): Promise<void> {
    await writing.catch((error: unknown) => {
      if (!isRefusal(error)) this.#nowStands(what);
      throw error;
    });
    this.#nowStands(what);
  }

  #nowStands(what: 'characters' | 'number'): void {
    this.#stands = what;
    this.#other = undefined;
  }

  /**
   * All characters or none: the sources do not agree which bit is the first (led-boards-counters-hid.md 3.2). A module that
   * refuses it is not asked again and shows its text steady.
   */
  async #setBlink(blink: boolean, turn: Turn): Promise<void> {
    const mask = blink ? 2 ** this.#context.options.digits - 1 : 0;
    if (mask === this.#blinkMask || !this.#canBlink) return;
    this.#blinkMask = undefined;
    try {
      await this.#module.writeSetting('blink', mask, turn);
      this.#blinkMask = mask;
    } catch (error) {
      if (!isLacking(error)) throw error;
      this.#canBlink = false;
    }
  }

  async #setBrightness(level: number, turn: Turn): Promise<Evidence> {
    await this.#module.writeSetting('brightness', level, turn);
    const taken = await this.#module.readBrightness(turn);
    if (taken === level) return 'read-back';
    throw new GatewayError(
      'PROTOCOL_UNEXPECTED',
      `the module was given brightness ${level} and has ${taken ?? 'none'}`,
    );
  }

  async #read(turn: Turn): Promise<Reading> {
    try {
      const reading = await this.#module.read(turn);
      this.#blinkMask = reading.settings?.blinkMask;
      this.#other ??= this.#otherOf(reading);
      return reading;
    } catch (error) {
      if (!isRefusal(error)) this.#strangerNext();
      throw error;
    }
  }

  /** Who answers after nobody did may be another module: what the last one could not do is tried again. */
  #strangerNext(): void {
    this.#canBlink = true;
    this.#blinkMask = undefined;
    this.#module.forgetRefusals();
  }

  /** Whichever of the two was written last, by us or by somebody else, stands on the glass. */
  #seen(reading: Reading): SeenZone {
    const { characters, settings } = reading;
    if (!settings) return { text: characters.trim() };
    const other = this.#otherOf(reading);
    const isOurs = other === this.#other;
    const showsNumber = (this.#stands === 'number') === isOurs;
    const text = showsNumber ? settings.number : characters.trim();
    return this.#canBlink ? { text, blink: settings.blinkMask !== 0 } : { text };
  }

  #otherOf({ characters, settings }: Reading): string | undefined {
    return this.#stands === 'number' ? characters : settings?.number;
  }
}
