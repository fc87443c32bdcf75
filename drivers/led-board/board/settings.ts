import { z } from 'zod';
import { GatewayError } from '../../error.js';
import { mayHaveArrived } from './arrival.js';
import type { BoardContext } from './context.js';
import type { BoardMemory } from './memory.js';
import { asCall, asPoll, type BoardText, type Glass, type Panel, type Turn } from './panel.js';
import { brightnessAt, phaseAt } from './schedule.js';
import type { Screen } from './screen.js';

const minute = 60_000;

/** What commands have set against the timetable; each lasts until the timetable's next change. */
const storedSchema = z
  .object({
    phase: z.enum(['open', 'closed']).optional(),
    power: z
      .object({
        on: z.boolean(),
        /** Wall-clock ms; a board that a call has woken goes dark again. */
        until: z.number().optional(),
      })
      .optional(),
    brightness: z.object({ percent: z.number(), since: z.string().optional() }).optional(),
  })
  .catch({});

type Setting = 'power' | 'brightness';

/** After these a board may take the same later. */
const passing: ReadonlySet<string> = new Set(['PROTOCOL_BUSY', 'PROTOCOL_CORRUPT', 'TRANSPORT_WITHDRAWN']);

/** Power and brightness: by command, by opening hours and by the time of day. */
export class Settings<Text extends BoardText> {
  readonly #context: BoardContext;
  readonly #panel: Panel<Text>;
  readonly #screen: Screen<Text>;
  readonly #memory: BoardMemory;
  #set: z.output<typeof storedSchema>;
  /** What the board was told last, or has told. */
  #power: boolean | undefined;
  #brightness: number | undefined;
  /** Which of the two it may have forgotten with its power. */
  readonly #doubtful = new Set<Setting>();
  /** Where the answer to an order got lost: what was before is set again. */
  readonly #lost = new Set<Setting>();
  /** What it would not have, and would refuse again. */
  readonly #refused = new Map<Setting, boolean | number>();

  constructor(context: BoardContext, panel: Panel<Text>, screen: Screen<Text>, memory: BoardMemory) {
    this.#context = context;
    this.#panel = panel;
    this.#screen = screen;
    this.#memory = memory;
    this.#set = storedSchema.parse(memory.load()['settings'] ?? {});
    if (!panel.setPower && this.#wantedPower() === false) screen.startDark();
  }

  async setPower(on: boolean): Promise<void> {
    await this.#switch(on, asCall);
    this.#keep({ power: { on } });
  }

  async setBrightness(percent: number): Promise<void> {
    const since = this.#timetable()?.since;
    await this.#dim(percent, asCall);
    this.#keep({ brightness: { percent, ...(since === undefined ? {} : { since }) } });
  }

  get isSwitchedDark(): boolean {
    return this.#set.power?.on === false;
  }

  /**
   * Before a text is shown: nobody would see it on a dark board. One that is dark because the branch is closed is lit for
   * it; one that somebody has switched dark stays so, and DEVICE_NOT_READY says it.
   */
  assertLit(): void {
    if (this.isSwitchedDark) {
      const text = 'the board was switched dark; allowed: the command power {"on": true} first';
      throw new GatewayError('DEVICE_NOT_READY', text, { deviceId: this.#context.deviceId });
    }
  }

  /** s a called number stays outside the hours: it must not be there when the branch opens. Undefined = no end. */
  get callSeconds(): number | undefined {
    const isOutside = this.#set.phase === 'closed' && this.#context.options.outsideHours.board !== 'stay';
    return isOutside ? this.#wakeMs / 1_000 : undefined;
  }

  /** Lights a board that is dark though nobody has ordered it; it stays lit as long as the newest text needs. */
  async wake(): Promise<void> {
    const now = this.#context.clock.now();
    const isLit = this.#wantedPower() !== false && this.#power !== false;
    const { until = now } = this.#set.power ?? {};
    if (isLit && until <= now) return;
    this.#keep({ power: { on: true, until: now + this.#wakeMs } });
    if (!isLit) await this.#unlessRefused('power', true, this.#switch(true, asCall));
  }

  /** Contact was lost: the board may have forgotten what it was told. */
  doubt(): void {
    this.#doubtful.add('power').add('brightness');
  }

  /** What a look at the board has shown. */
  compare({ power, brightness }: Glass): void {
    if (power !== undefined) this.#knowPower(power);
    if (brightness === undefined) return;
    // The board's steps are coarser than percent: what was asked for stays as long as the board is at its step.
    const agrees = this.#brightness !== undefined && this.#panel.brightness?.nearest(this.#brightness) === brightness;
    if (!agrees) this.#knowBrightness(brightness);
    else this.#settled('brightness');
  }

  /** Brings the board to what the hour or the last command says. Rejects when it does not answer. */
  async apply(): Promise<void> {
    const power = this.#wantedPower() ?? (this.#lost.has('power') ? (this.#power ?? true) : undefined);
    if (power !== undefined && this.#isOwed('power', power, this.#power)) {
      const turn = { ...asPoll, wanted: () => (this.#wantedPower() ?? power) === power };
      await this.#unlessRefused('power', power, this.#switch(power, turn));
    }
    const percent = this.#wantedBrightness() ?? (this.#lost.has('brightness') ? this.#brightness : undefined);
    if (percent !== undefined && this.#isOwed('brightness', percent, this.#brightness)) {
      const turn = { ...asPoll, wanted: () => (this.#wantedBrightness() ?? percent) === percent };
      await this.#unlessRefused('brightness', percent, this.#dim(percent, turn));
    }
  }

  /** Sees whether the branch has opened or closed since the last time; at the closing no number is wanted any more. */
  turnPhase(): void {
    const { clock, hours, options } = this.#context;
    const phase = phaseAt(clock.now(), hours, options.outsideHours);
    if (phase === this.#set.phase) return;
    const stays = this.#set.phase === undefined || options.outsideHours.board === 'stay';
    this.#keep({ phase, power: stays ? this.#set.power : undefined });
    if (phase !== 'closed') this.#screen.beginDay();
    else if (!stays) this.#screen.endDay();
  }

  /** Undefined where nobody has said anything. */
  #wantedPower(): boolean | undefined {
    const { clock, options } = this.#context;
    const { power, phase } = this.#set;
    if (power && clock.now() < (power.until ?? Number.POSITIVE_INFINITY)) return power.on;
    const { board } = options.outsideHours;
    if (phase === 'open' && board !== 'stay') return true;
    return phase === 'closed' && board === 'off' ? false : undefined;
  }

  get #wakeMs(): number {
    return Math.max(1, this.#context.options.outsideHours.minutesAfter) * minute;
  }

  #isOwed(what: Setting, wanted: boolean | number, known: boolean | number | undefined): boolean {
    return this.#lost.has(what) || this.#doubtful.has(what) || (wanted !== known && this.#refused.get(what) !== wanted);
  }

  #wantedBrightness(): number | undefined {
    const { brightness } = this.#set;
    const timetable = this.#timetable();
    return brightness && brightness.since === timetable?.since ? brightness.percent : timetable?.percent;
  }

  #timetable() {
    const { clock, timezone, options } = this.#context;
    return brightnessAt(clock.now(), timezone, options.brightnessByTime);
  }

  async #switch(on: boolean, turn: Turn): Promise<void> {
    const work = this.#panel.setPower ? this.#panel.setPower(on, turn) : this.#screen.setDark(!on);
    await this.#orLost('power', work);
    this.#knowPower(on);
  }

  async #dim(percent: number, turn: Turn): Promise<void> {
    const { brightness } = this.#panel;
    if (!brightness) throw new GatewayError('PROTOCOL_UNSUPPORTED', 'this board has no brightness to set');
    await this.#orLost('brightness', brightness.set(percent, turn));
    this.#knowBrightness(percent);
  }

  async #orLost(what: Setting, work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (mayHaveArrived(error)) this.#lost.add(what);
      throw error;
    }
  }

  /** What a board refuses it would refuse again at each poll; its driver has told so. */
  async #unlessRefused(what: Setting, wanted: boolean | number, work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      const { code = '' } = error instanceof GatewayError ? error : {};
      if (passing.has(code)) return;
      if (!code.startsWith('PROTOCOL_')) throw error;
      this.#settled(what);
      this.#refused.set(what, wanted);
    }
  }

  #knowPower(power: boolean): void {
    this.#power = power;
    this.#settled('power');
    this.#context.state({ power });
  }

  #knowBrightness(brightness: number): void {
    this.#brightness = brightness;
    this.#settled('brightness');
    this.#context.state({ brightness });
  }

  #settled(what: Setting): void {
    for (const open of [this.#lost, this.#doubtful, this.#refused]) open.delete(what);
  }

  #keep(part: Partial<z.output<typeof storedSchema>>): void {
    this.#set = { ...this.#set, ...part };
    this.#memory.save({ settings: this.#set });
  }
}
