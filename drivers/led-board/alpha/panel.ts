import type { Identity } from '../../driver.js';
import type { LocalTime } from '../../local-time.js';
import { checkAscii } from '../board/ascii.js';
import type { BoardText, Evidence, Glass, Panel, Picture, SeenZone, Turn } from '../board/panel.js';
import { type Layout, priorityLayout, stringLayout } from './layout.js';
import { type AlphaContext, priorityFile, Sign } from './sign.js';
import { Store } from './store.js';

/** %, the five levels from the brightest (led-boards-counters-hid.md 4.1). */
const levels = [100, 86, 72, 58, 44] as const;

/** As many signs as the widest one-line signs have. */
const testSigns = 20;

/** An Alpha or BetaBrite sign. */
export class AlphaPanel implements Panel {
  readonly zones: readonly string[];
  readonly languages = ['en'] as const;
  readonly capabilities = ['zones', 'brightness', 'clock', 'read-back'];
  readonly brightness = {
    nearest: (percent: number) => levels[levelOf(percent)] ?? 100,
    set: (percent: number, turn: Turn): Promise<Evidence> =>
      this.#sign.write({ kind: 'dim', level: levelOf(percent) }, 'brightness', turn),
  };
  readonly #sign: Sign;
  readonly #layout: Layout;
  readonly #store: Store | undefined;
  #looks = 0;

  constructor(context: AlphaContext) {
    const { zones, mayConfigureMemory } = context.options;
    this.#sign = new Sign(context);
    this.#layout = zones ? stringLayout(zones) : priorityLayout(context.options);
    this.#store = zones && new Store(this.#sign, { zones, mayConfigure: mayConfigureMemory });
    this.zones = this.#layout.zones;
  }

  fit(_zone: string, text: string, field: string): BoardText {
    checkAscii(text, field, this.#layout.longest);
    return { text, replaced: 0 };
  }

  testText(): BoardText {
    return { text: '#'.repeat(testSigns), replaced: 0 };
  }

  /** Reads one zone after another, one each time, and the errors the sign has noted. */
  async look(turn: Turn): Promise<Glass> {
    if (!this.#sign.isKnown) await this.#meet(turn);
    else if (this.#store?.lacksFiles) await this.#store.look(turn);
    const zones = await this.#nextZone(turn);
    await this.#sign.readErrors(turn);
    return zones ? { zones } : {};
  }

  /** No reply tells a model. */
  async identify(): Promise<Identity> {
    return {};
  }

  async read(zone: string, turn: Turn): Promise<SeenZone | undefined> {
    const content = await this.#sign.read(this.#layout.question(zone), turn);
    return content === undefined ? undefined : this.#layout.seen(content);
  }

  async show(zone: string, picture: Picture, turn: Turn): Promise<Evidence> {
    if (this.#store && !this.#store.isReady) await this.#store.prepare();
    return this.#sign.write(this.#layout.write(zone, picture), `show ${zone}`, turn);
  }

  async clear(zones: readonly string[], turn: Turn): Promise<Evidence> {
    if (this.#store && !this.#store.isReady) await this.#store.prepare();
    // All handed over at once: a text that is ordered meanwhile comes after them.
    const writes = zones.map((zone) => this.#sign.write(this.#layout.write(zone, undefined), `clear ${zone}`, turn));
    if (this.#store && zones.length === this.zones.length) {
      // What lies over all files of the sign, the zones' too.
      writes.push(this.#sign.write({ kind: 'write-text', label: priorityFile, segments: [] }, 'release', turn));
    }
    return (await Promise.all(writes)).includes('sent') ? 'sent' : 'acknowledged';
  }

  async #nextZone(turn: Turn): Promise<Glass['zones']> {
    const zone = this.zones[this.#looks++ % this.zones.length] ?? '';
    const seen = this.#store?.lacksFiles ? undefined : await this.read(zone, turn);
    if (seen) return new Map([[zone, seen]]);
    if (!this.#store) return undefined;
    // Its memory went with its power, or somebody has set it up anew.
    if (!this.#store.lacksFiles) await this.#store.look(turn);
    return new Map(this.zones.map((each) => [each, { text: '' }]));
  }

  async #meet(turn: Turn): Promise<void> {
    await this.#sign.greet(turn);
    await this.#store?.look(turn);
  }

  async setClock(time: LocalTime, turn: Turn): Promise<Evidence> {
    await this.#sign.write({ kind: 'date', time }, 'set date', turn);
    await this.#sign.write({ kind: 'weekday', time }, 'set weekday', turn);
    return this.#sign.write({ kind: 'time', time }, 'set time', turn);
  }
}

/** Place of the nearest level. */
function levelOf(percent: number): number {
  const distances = levels.map((level) => Math.abs(level - percent));
  return distances.indexOf(Math.min(...distances));
}
