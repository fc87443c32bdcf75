import { z } from 'zod';
import { GatewayError } from '../../error.js';
import type { BoardContext } from './context.js';
import type { BoardMemory } from './memory.js';
import { asCall, asPoll, type BoardText, type Glass, type Panel, type Turn } from './panel.js';
import { brightnessAt, type Phase, phaseAt } from './schedule.js';
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
  readonly #doubtful = new Set<'power' | 'brightness'>();

  constructor(context: BoardContext, panel: Panel<Text>, screen: Screen<Text>, memory: BoardMemory) {
    this.#context = context;
    this.#panel = panel;
    this.#screen = screen;
    this.#memory = memory;
    this.#set = storedSchema.parse(memory.load()['settings'] ?? {});
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

  /**
   * Before a text is shown: nobody would see it on a dark board. One that is dark because the branch is closed is lit for
   * it; one that somebody has switched dark stays so, and DEVICE_NOT_READY says it.
   */
  assertLit(): void {
    if (this.#set.power && !this.#set.power.on) {
      const text = 'the board was switched dark; allowed: the command power {"on": true} first';
      throw new GatewayError('DEVICE_NOT_READY', text, { deviceId: this.#context.deviceId });
    }
  }

  /** Lights a board that is dark though nobody has ordered it, for as long as `minutesAfter` says. */
  async wake(): Promise<void> {
    if (this.#wantedPower() !== false && this.#power !== false) return;
    const until = this.#context.clock.now() + this.#context.options.outsideHours.minutesAfter * minute;
    this.#keep({ power: { on: true, until } });
    await this.#switch(true, asCall);
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
    else this.#doubtful.delete('brightness');
  }

  /** Brings the board to what the hour or the last command says. Rejects when it does not answer. */
  async apply(): Promise<void> {
    const power = this.#wantedPower();
    if (power !== undefined && (power !== this.#power || this.#doubtful.has('power'))) {
      await this.#unlessRefused(this.#switch(power, asPoll));
    }
    const percent = this.#wantedBrightness();
    if (percent !== undefined && (percent !== this.#brightness || this.#doubtful.has('brightness'))) {
      await this.#unlessRefused(this.#dim(percent, asPoll));
    }
    this.#doubtful.clear();
  }

  /** Sees whether the branch has opened or closed since the last time; at the closing nothing is wanted any more. */
  turnPhase(): void {
    const { clock, hours, options } = this.#context;
    const phase = phaseAt(clock.now(), hours, options.outsideHours);
    if (phase === this.#set.phase) return;
    const first = this.#set.phase === undefined;
    this.#keep({ phase, power: first ? this.#set.power : undefined });
    if (!first && phase === 'closed' && options.outsideHours.board !== 'stay') this.#screen.drop();
  }

  /** Undefined where nobody has said anything. */
  #wantedPower(): boolean | undefined {
    const { clock, options } = this.#context;
    const { power, phase } = this.#set;
    if (power && clock.now() < (power.until ?? Number.POSITIVE_INFINITY)) return power.on;
    return phase === undefined || options.outsideHours.board !== 'off' ? undefined : isOpen(phase);
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
    if (this.#panel.setPower) await this.#panel.setPower(on, turn);
    else await this.#screen.setDark(!on);
    this.#knowPower(on);
  }

  async #dim(percent: number, turn: Turn): Promise<void> {
    const { brightness } = this.#panel;
    if (!brightness) throw new GatewayError('PROTOCOL_UNSUPPORTED', 'this board has no brightness to set');
    await brightness.set(percent, turn);
    this.#knowBrightness(percent);
  }

  /** What a board refuses it would refuse again; its driver has told so. */
  async #unlessRefused(work: Promise<unknown>): Promise<void> {
    await work.catch((error: unknown) => {
      if (!(error instanceof GatewayError) || !error.code.startsWith('PROTOCOL_')) throw error;
    });
  }

  #knowPower(power: boolean): void {
    this.#power = power;
    this.#doubtful.delete('power');
    this.#context.state({ power });
  }

  #knowBrightness(brightness: number): void {
    this.#brightness = brightness;
    this.#doubtful.delete('brightness');
    this.#context.state({ brightness });
  }

  #keep(part: Partial<z.output<typeof storedSchema>>): void {
    this.#set = { ...this.#set, ...part };
    this.#memory.save({ settings: this.#set });
  }
}

function isOpen(phase: Phase): boolean {
  return phase === 'open';
}
