import type { AlarmCondition } from '../../driver.js';
import { GatewayError } from '../../error.js';
import type { BoardText, Evidence, Panel, Picture, SeenZone, Turn } from './panel.js';

export const mismatchAlarm = 'led-content-mismatch';

/** What a write came to. */
export interface Proven {
  readonly evidence: Evidence;
  /** What stands there instead, where reading back has shown something else even after one repair. */
  readonly instead?: string;
}

/** What should be seen. */
export interface Wanted {
  readonly text: string;
  readonly blink: boolean;
}

const blank: Wanted = { text: '', blink: false };

/**
 * Believes a board only what can be read on it: each write is read back where the protocol can, and what differs is an
 * alarm and repaired once. Then somebody else writes there, or the board is broken, and writing on would only flicker.
 */
export class Proof<Text extends BoardText> {
  readonly #panel: Panel<Text>;
  readonly #alarm: (condition: AlarmCondition) => void;
  /** What stands where something else should, by zone. */
  readonly #instead = new Map<string, { readonly seen: SeenZone; readonly wanted: Wanted }>();
  /** Zones whose one repair is used up. */
  readonly #repaired = new Set<string>();

  constructor(panel: Panel<Text>, alarm: (condition: AlarmCondition) => void) {
    this.#panel = panel;
    this.#alarm = alarm;
  }

  /** What is seen in a zone instead of what should be there; undefined while all is well. */
  instead(zone: string): string | undefined {
    return this.#instead.get(zone)?.seen.text.trim();
  }

  /** The first write reaches the line in this tick. */
  async show(zone: string, picture: Picture<Text>, turn: Turn): Promise<Proven> {
    return this.#proven([zone], { text: picture.board.text, blink: picture.blink }, turn, () =>
      this.#panel.show(zone, picture, turn),
    );
  }

  async blank(zones: readonly string[], turn: Turn): Promise<Proven> {
    return this.#proven(zones, blank, turn, () => this.#panel.clear(zones, turn));
  }

  /** What a poll has seen: well, to be repaired, or beyond repair. */
  compare(zone: string, wanted: Wanted, seen: SeenZone): 'agrees' | 'repair' | 'give-up' {
    if (this.#agrees(zone, wanted, seen)) return 'agrees';
    if (this.#repaired.has(zone)) return 'give-up';
    this.#repaired.add(zone);
    return 'repair';
  }

  /** Contact was lost: whatever differs then has a reason of its own, and may be repaired again. */
  forgive(): void {
    this.#repaired.clear();
  }

  async #proven(zones: readonly string[], wanted: Wanted, turn: Turn, write: () => Promise<Evidence>): Promise<Proven> {
    const evidence = await write();
    const first = await this.#readBack(zones, wanted, turn);
    // What an order behind this one has written is none of our business.
    if (!turn.newest()) return { evidence };
    if (first !== 'differs') return first === 'agrees' ? { evidence: 'read-back' } : { evidence };
    const repaired = await write();
    const second = await this.#readBack(zones, wanted, turn);
    for (const zone of zones) this.#repaired.add(zone);
    if (second === 'unread') return { evidence: repaired };
    const instead = zones.map((zone) => this.instead(zone)).find((text) => text !== undefined);
    return instead === undefined ? { evidence: 'read-back' } : { evidence: 'read-back', instead };
  }

  async #readBack(zones: readonly string[], wanted: Wanted, turn: Turn): Promise<'agrees' | 'differs' | 'unread'> {
    let agrees = true;
    for (const zone of zones) {
      const seen = await this.#seen(zone, turn);
      if (!seen) return 'unread';
      agrees = this.#agrees(zone, wanted, seen) && agrees;
    }
    return agrees ? 'agrees' : 'differs';
  }

  /** Undefined where nobody can tell. A question that got lost takes nothing away from the write before it. */
  async #seen(zone: string, turn: Turn): Promise<SeenZone | undefined> {
    return this.#panel.read?.(zone, turn).catch((error: unknown) => {
      if (error instanceof GatewayError) return undefined;
      throw error;
    });
  }

  #agrees(zone: string, wanted: Wanted, seen: SeenZone): boolean {
    const agrees = seen.text.trim() === wanted.text.trim() && (seen.blink ?? wanted.blink) === wanted.blink;
    if (agrees) {
      this.#instead.delete(zone);
      this.#repaired.delete(zone);
    } else this.#instead.set(zone, { seen, wanted });
    this.#tell();
    return agrees;
  }

  #tell(): void {
    const details = [...this.#instead].map(
      ([zone, { seen, wanted }]) => `${zone} shows ${inWords(seen)} instead of ${inWords(wanted)}`,
    );
    const active = details.length > 0;
    this.#alarm({ type: mismatchAlarm, active, ...(active ? { detail: details.join('; ') } : {}) });
  }
}

function inWords({ text, blink }: SeenZone): string {
  const what = text.trim() === '' ? 'nothing' : `"${text.trim()}"`;
  return blink ? `${what} blinking` : what;
}
