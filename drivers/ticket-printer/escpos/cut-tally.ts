import type { DeskParts } from './desk-parts.js';

/** What the printer's counter of cuts says, where it has one (grade C). */
export class CutTally {
  readonly #parts: Pick<DeskParts, 'profile' | 'wire' | 'turns'>;
  /** Known already, so that the next paper need not wait for the answer. */
  #ahead: number | undefined;
  /** The printer has been asked since the last paper. */
  #isAsked = false;

  constructor(parts: Pick<DeskParts, 'profile' | 'wire' | 'turns'>) {
    this.#parts = parts;
  }

  /** The blade may move, or has moved, for something that is no paper of ours. */
  forget(): void {
    this.#ahead = undefined;
  }

  /** How often it has cut, everything done that was sent before; undefined when it does not tell. In a turn. */
  async take(): Promise<number | undefined> {
    const { profile, wire } = this.#parts;
    if (!profile.cutCounter) return undefined;
    const count = this.#ahead ?? (await wire.cutCount());
    this.#ahead = undefined;
    this.#isAsked = false;
    return count;
  }

  /** The printer has confirmed the cut of a paper: who comes right behind it need not ask. */
  confirmed(before: number | undefined): void {
    this.#ahead = before === undefined ? undefined : before + 1;
  }

  /** Asks while nobody waits, once after each paper: somebody may have had the printer cut by its panel. */
  async askAhead(isFree: () => boolean): Promise<void> {
    const { turns, wire, profile } = this.#parts;
    if (!profile.cutCounter || this.#isAsked) return;
    const count = async () => {
      if (!isFree() || wire.ended !== undefined) return;
      this.#isAsked = true;
      this.#ahead = await wire.cutCount();
    };
    await turns.run('poll', count).catch(() => undefined);
  }

  /** It has risen by exactly one. In a turn. */
  async rose(before: number): Promise<boolean> {
    const now = await this.#parts.wire.cutCount().catch(() => undefined);
    return now === before + 1;
  }
}
