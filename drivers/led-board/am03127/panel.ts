import type { HoursMeans } from '../../branch-hours.js';
import type { DriverContext, Identity } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { type LocalTime, localTime } from '../../local-time.js';
import { checkAscii } from '../board/ascii.js';
import type { BoardText, Evidence, Glass, Panel, Picture, Turn } from '../board/panel.js';
import { defaultZone } from '../contract.js';
import { acknowledgeDecoder } from './frame.js';
import type { Am03127Options } from './options.js';
import { type BrightnessStep, brightnessSteps, encodeRequest, type Request } from './request.js';

export type Am03127Context = DriverContext<Am03127Options, 'bus'> & HoursMeans;

/** What a line takes is not documented; a longer text nobody reads on a sign anyway. */
const longestText = 100;
const testSigns = 20;

const refusedAlarm = 'led-write-rejected';
/** s after which what stands is written again: nothing tells that a sign has lost its power. */
const keepsSeconds = 600;

/** An AM03127 sign: it acknowledges, and there is no asking it anything. */
export class Am03127Panel implements Panel {
  readonly zones = [defaultZone];
  readonly languages = ['en'] as const;
  readonly keepsSeconds = keepsSeconds;
  readonly capabilities = ['brightness', 'clock', 'blink'];
  readonly brightness = {
    nearest: (percent: number): number => stepOf(percent),
    set: async (percent: number, turn: Turn): Promise<Evidence> => {
      const step = stepOf(percent);
      const evidence = await this.#write({ kind: 'brightness', step }, 'brightness', turn);
      this.#step = step;
      return evidence;
    },
  };
  readonly #context: Am03127Context;
  /** What it was set to by us. */
  #step: BrightnessStep | undefined;
  /** What others left is gone. */
  #isOurs = false;
  #isRunning = false;

  constructor(context: Am03127Context) {
    this.#context = context;
  }

  /** "<" begins a tag and becomes "(". */
  fit(_zone: string, text: string, field: string): BoardText {
    checkAscii(text, field, longestText);
    return { text: text.replaceAll('<', '('), replaced: text.split('<').length - 1 };
  }

  testText(): BoardText {
    return { text: '#'.repeat(testSigns), replaced: 0 };
  }

  /** Says what changes nothing on the glass: the brightness again, or the time. Any answer will do. */
  async look(turn: Turn): Promise<Glass> {
    const { clock, timezone } = this.#context;
    const step = this.#step;
    const request: Request =
      step === undefined ? { kind: 'clock', time: localTime(clock.now(), timezone) } : { kind: 'brightness', step };
    const reply = await this.#exchange(request, 'ping', turn);
    return step === undefined || reply === 'NACK' ? {} : { brightness: step };
  }

  async identify(): Promise<Identity> {
    return { model: 'AM03127' };
  }

  async show(zone: string, { board, blink }: Picture, turn: Turn): Promise<Evidence> {
    const { page, line, colour } = this.#context.options;
    const { text } = board;
    const evidence = await this.#write({ kind: 'text', page, line, colour, text, blink }, `show ${zone}`, turn);
    // A repetition may be for a sign that has lost its power.
    if (this.#isRunning && turn.priority === 'call') return evidence;
    await this.#write({ kind: 'run', page }, `run page ${page}`, turn);
    this.#isRunning = true;
    return evidence;
  }

  /** The first time also all that others left on the sign, whose pages and schedules would go over ours. */
  async clear(_zones: readonly string[], turn: Turn): Promise<Evidence> {
    const { page, line } = this.#context.options;
    if (this.#isOurs) return this.#write({ kind: 'delete-line', page, line }, 'delete the line', turn);
    const evidence = await this.#write({ kind: 'delete-all' }, 'delete all', turn);
    this.#isOurs = true;
    this.#isRunning = false;
    return evidence;
  }

  setClock(time: LocalTime, turn: Turn): Promise<Evidence> {
    return this.#write({ kind: 'clock', time }, 'set clock', turn);
  }

  /** Once more where it is refused: NACK is all a sign says about a damaged frame. */
  async #write(request: Request, label: string, turn: Turn): Promise<Evidence> {
    let reply = await this.#exchange(request, label, turn);
    if (reply === 'NACK' && turn.newest()) reply = await this.#exchange(request, label, turn);
    if (reply === 'NACK') {
      this.#context.alarm({ type: refusedAlarm, active: true, detail: `NACK, in answer to "${label}"` });
      throw new GatewayError('PROTOCOL_REJECTED', `the sign refused "${label}" with NACK`);
    }
    this.#context.alarm({ type: refusedAlarm, active: false });
    return 'acknowledged';
  }

  #exchange(request: Request, label: string, turn: Turn): Promise<'ACK' | 'NACK'> {
    const { link, options } = this.#context;
    return link.transact({
      label,
      request: encodeRequest(request, options.address),
      decoder: acknowledgeDecoder,
      timeoutMs: options.replyTimeoutMs,
      priority: turn.priority,
      wanted: turn.wanted,
    });
  }
}

function stepOf(percent: number): BrightnessStep {
  return brightnessSteps.reduce((best, step) => (Math.abs(step - percent) < Math.abs(best - percent) ? step : best));
}
