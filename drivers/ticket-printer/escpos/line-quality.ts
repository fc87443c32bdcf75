import type { AlarmCondition } from '../../driver.js';

/** More framing errors than this within a minute are no accident (ticket-printing.md section 5, PRN-PROTOCOL). */
const allowed = 5;
const windowMs = 60_000;

/** How often the line garbled what the printer said within the last minute. */
export class LineQuality {
  #counted = 0;
  /** When each of the last errors was noticed, ms of the monotonic clock. */
  #noticed: number[] = [];

  /**
   * The alarm condition as it is now.
   *
   * @param total framing errors since the start
   * @param now ms of the monotonic clock
   */
  condition(total: number, now: number): AlarmCondition {
    // Those beyond the limit change nothing, so they need not be kept.
    const fresh = Math.min(total - this.#counted, allowed + 1);
    this.#counted = total;
    const noticed = [...this.#noticed, ...Array.from({ length: fresh }, () => now)].slice(-(allowed + 1));
    this.#noticed = noticed.filter((at) => now - at < windowMs);
    const active = this.#noticed.length > allowed;
    const type = 'printer-protocol';
    return active ? { type, active, detail: `more than ${allowed} garbled answers within a minute` } : { type, active };
  }
}
