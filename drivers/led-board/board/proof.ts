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

interface Finding {
  readonly seen: SeenZone;
  readonly wanted: Wanted;
  /** Written over since, without being read again. */
  readonly outdated?: true;
}

const blank: Wanted = { text: '', blink: false };

/**
 * Believes a board only what can be read on it: each write is read back where the protocol can, and what differs is
 * repaired once. Then somebody else writes there, or the board is broken, and writing on would only flicker. What a poll
 * finds is an alarm, and what differs after a write's repair; a write that its own repair has put right is none.
 */
export class Proof<Text extends BoardText> {
  readonly #panel: Panel<Text>;
  readonly #alarm: (condition: AlarmCondition) => void;
  /** What stands where something else should, by zone. */
  readonly #instead = new Map<string, Finding>();
  /** Zones whose one repair is used up. */
  readonly #repaired = new Set<string>();

  constructor(panel: Panel<Text>, alarm: (condition: AlarmCondition) => void) {
    this.#panel = panel;
    this.#alarm = alarm;
  }

  /** What is seen in a zone instead of what should be there; undefined while all is well. */
  instead(zone: string): string | undefined {
    const { seen, outdated } = this.#instead.get(zone) ?? {};
    return outdated ? undefined : seen?.text.trim();
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
    if (this.#judge(zone, wanted, seen)) return 'agrees';
    if (this.#repaired.has(zone)) return 'give-up';
    this.#repaired.add(zone);
    return 'repair';
  }

  /** Contact was lost: whatever differs then has a reason of its own, and may be repaired again. */
  forgive(): void {
    this.#repaired.clear();
  }

  async #proven(zones: readonly string[], wanted: Wanted, turn: Turn, write: () => Promise<Evidence>): Promise<Proven> {
    // What an order says has not been tried before; a write for a poll is the one repair of what the poll has found.
    if (turn.priority === 'call') for (const zone of zones) this.#repaired.delete(zone);
    let evidence = await write();
    let seen = await this.#readBack(zones, turn);
    const differs = seen?.some((each) => !agree(wanted, each)) ?? false;
    if (differs && turn.newest() && !zones.some((zone) => this.#repaired.has(zone))) {
      for (const zone of zones) this.#repaired.add(zone);
      evidence = await write();
      seen = await this.#readBack(zones, turn);
    }
    // What an order behind this one has written is none of our business.
    if (!turn.newest()) return { evidence };
    if (!seen) return this.#unread(zones, evidence);
    const wrong = zones.filter((zone, index) => !this.#judge(zone, wanted, seen[index] ?? blank));
    const instead = wrong[0] === undefined ? undefined : this.instead(wrong[0]);
    return { evidence: 'read-back', ...(instead === undefined ? {} : { instead }) };
  }

  /** What each zone shows; undefined as soon as one cannot be read. */
  async #readBack(zones: readonly string[], turn: Turn): Promise<SeenZone[] | undefined> {
    const all: SeenZone[] = [];
    for (const zone of zones) {
      const seen = await this.#seen(zone, turn);
      if (!seen) return undefined;
      all.push(seen);
    }
    return all;
  }

  /** Written, and nobody knows what came of it: what was seen before is history, its alarm stays until one looks again. */
  #unread(zones: readonly string[], evidence: Evidence): Proven {
    for (const zone of zones) {
      const finding = this.#instead.get(zone);
      if (finding) this.#instead.set(zone, { ...finding, outdated: true });
    }
    return { evidence };
  }

  /** Undefined where nobody can tell. A question that got lost takes nothing away from the write before it. */
  async #seen(zone: string, turn: Turn): Promise<SeenZone | undefined> {
    return this.#panel.read?.(zone, turn).catch((error: unknown) => {
      if (error instanceof GatewayError) return undefined;
      throw error;
    });
  }

  #judge(zone: string, wanted: Wanted, seen: SeenZone): boolean {
    const agrees = agree(wanted, seen);
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

function agree(wanted: Wanted, seen: SeenZone): boolean {
  return seen.text.trim() === wanted.text.trim() && (seen.blink ?? wanted.blink) === wanted.blink;
}

function inWords({ text, blink }: SeenZone): string {
  const what = text.trim() === '' ? 'nothing' : `"${text.trim()}"`;
  return blink ? `${what} blinking` : what;
}

/** How sure it is; throws PROTOCOL_UNEXPECTED where something else stands there than was ordered. */
export function believed({ evidence, instead }: Proven, wanted: string): Evidence {
  if (instead === undefined) return evidence;
  const [seen, ordered] = [instead, wanted].map((text) => (text === '' ? 'nothing' : `"${text}"`));
  throw new GatewayError('PROTOCOL_UNEXPECTED', `the board shows ${seen} instead of ${ordered}, also after a repair`);
}
