import type { Identity } from '../../driver.js';
import type { LocalTime } from '../../local-time.js';
import { asPoll, type Evidence, type Glass, type Panel, type Picture, type Turn } from '../board/panel.js';
import { invalid } from '../board/session.js';
import type { CoordinateUnit } from './area.js';
import { AreaCount } from './area-count.js';
import { Card, type OnbonContext } from './card.js';
import { Layout } from './layout.js';
import { modelOf } from './packet.js';
import { readFirmware, readStatus } from './reply.js';
import { brightest } from './request.js';
import { type OnbonText, onbonText } from './text.js';

/** Longest test pattern; what is longer would not fit a frame on a big board. */
const testSigns = 400;

/** An Onbon card: its dynamic areas are the zones of the board (led-boards-counters-hid.md 2). */
export class OnbonPanel implements Panel<OnbonText> {
  readonly zones: readonly string[];
  readonly languages = ['zh', 'en'] as const;
  readonly capabilities = ['zones', 'brightness', 'power', 'clock'];
  readonly keepsSeconds: number;
  readonly brightness = {
    nearest: (percent: number) => percentOf(levelOf(percent)),
    set: (percent: number, turn: Turn) =>
      this.#write({ kind: 'brightness', level: levelOf(percent) }, 'brightness', turn),
  };
  readonly #options: OnbonContext['options'];
  readonly #card: Card;
  readonly #layout: Layout;
  readonly #areas = new AreaCount();
  #tellsStatus = false;

  constructor(context: OnbonContext) {
    this.#options = context.options;
    this.#card = new Card(context);
    this.#layout = new Layout(context.options);
    this.zones = this.#layout.zones;
    this.keepsSeconds = context.options.expireSeconds;
  }

  fit(zone: string, text: string, field: string): OnbonText {
    const board = onbonText(text, this.#options.encoding);
    // Blinking makes it longer, and so may the colour of a call.
    const fits = (['call', 'show'] as const).every((kind) => {
      const picture = { board, kind, ends: true, blink: true, seconds: this.keepsSeconds };
      return this.#card.fits(this.#layout.show(zone, picture, this.#unit));
    });
    if (fits) return board;
    throw invalid(field, `${board.bytes.length} bytes are too long; allowed: what fits a frame of 1024 bytes`);
  }

  testText(zone: string): OnbonText {
    return onbonText('■'.repeat(Math.min(this.#layout.signCount(zone), testSigns)), 'gb2312');
  }

  async look(turn: Turn): Promise<Glass> {
    await this.#card.ping(turn);
    return {};
  }

  /** A card that tells its status is soon asked whether it still has what it was given. */
  get inspectSeconds(): number {
    return this.#tellsStatus && this.#areas.expected > 0 ? 5 : 300;
  }

  async inspect(turn: Turn): Promise<Glass> {
    const areMissing = this.#areas.question();
    const payload = await this.#card.query('status', turn);
    const status = payload && readStatus(payload);
    this.#tellsStatus = status !== undefined;
    if (!status) return {};
    const forgot = areMissing(status.areaCount) ? { forgot: true } : {};
    return { power: status.on, brightness: percentOf(status.level), ...forgot };
  }

  async identify(): Promise<Identity> {
    const firmware = await this.#card.query('firmware', asPoll);
    const version = firmware && readFirmware(firmware);
    const model = modelOf(this.#card.deviceType);
    return { ...(model === undefined ? {} : { model }), ...(version === undefined ? {} : { firmware: version }) };
  }

  /** Again where the answer is the first to tell that this card counts otherwise: the text may stand beside the glass. */
  async show(zone: string, picture: Picture<OnbonText>, turn: Turn): Promise<Evidence> {
    const unit = this.#unit;
    const write = async () => {
      const evidence = await this.#write(this.#layout.show(zone, picture, this.#unit), `show ${zone}`, turn);
      this.#areas.wrote(zone);
      return evidence;
    };
    const isFinal = () => unit === this.#unit || !turn.newest();
    try {
      const evidence = await write();
      if (isFinal()) return evidence;
    } catch (error) {
      if (isFinal()) throw error;
    }
    return write();
  }

  async clear(zones: readonly string[], turn: Turn): Promise<Evidence> {
    const all = zones.length === this.zones.length;
    const label = all ? 'delete all areas' : `delete ${zones.join(', ')}`;
    const evidence = await this.#write(this.#layout.remove(all ? 'all' : zones), label, turn);
    this.#areas.deleted(zones);
    return evidence;
  }

  setPower(on: boolean, turn: Turn): Promise<Evidence> {
    return this.#write({ kind: 'power', on }, on ? 'power on' : 'power off', turn);
  }

  setClock(time: LocalTime, turn: Turn): Promise<Evidence> {
    return this.#write({ kind: 'clock', time }, 'set clock', turn);
  }

  get #unit(): CoordinateUnit {
    const { coordinateUnit } = this.#options;
    if (coordinateUnit !== 'auto') return coordinateUnit;
    return modelOf(this.#card.deviceType)?.startsWith('BX-6K') ? '6k' : '5k';
  }

  async #write(request: Parameters<Card['write']>[0], label: string, turn: Turn): Promise<Evidence> {
    await this.#card.write(request, { label, turn });
    return 'acknowledged';
  }
}

function levelOf(percent: number): number {
  return Math.round((percent * brightest) / 100);
}

function percentOf(level: number): number {
  return Math.round((level * 100) / brightest);
}
