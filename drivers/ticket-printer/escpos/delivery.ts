import { type Clock, sleep } from '../../clock.js';
import type { DriverContext } from '../../driver.js';
import { asGatewayError, GatewayError } from '../../error.js';
import { sentence } from './diagnosis.js';
import { judge, type Verdict } from './evidence.js';
import { confirmWithinMs, digestOf, jobBytes, type PaperIds, printMs } from './job.js';
import type { Monitor } from './monitor.js';
import type { EscposOptions } from './options.js';
import type { ProcessIds } from './process-ids.js';
import type { Profile } from './profiles.js';
import { endOfStrip } from './reprint-mark.js';
import type { Sheet } from './sheet.js';
import type { SendIntent } from './ticket-journal.js';
import type { Trust } from './trust.js';
import type { Turns } from './turns.js';
import type { PrinterWire } from './wire.js';

/** What every part of the desk works with. */
export interface DeskParts {
  readonly context: DriverContext<EscposOptions, 'stream'>;
  readonly profile: Profile;
  readonly wire: PrinterWire;
  readonly turns: Turns;
  readonly monitor: Monitor;
  readonly ids: ProcessIds;
  readonly trust: Trust;
}

export type Strip = 'none' | 'uncut' | 'void';

/** One piece of paper, and who is to hear of it on the way. */
export interface Paper {
  readonly number: string;
  readonly sheet: Sheet;
  /** The test page: carries IDs where a ticket may not yet. */
  readonly isProbe: boolean;
  /** What may hang out of the printer: it is cut off first, so that it is not taken for the head of this paper. */
  readonly strip: Strip;
  /** Writes the intent down; nothing is sent before it resolves, and nothing at all when it rejects. */
  readonly intend: (intent: SendIntent) => Promise<void>;
  /** It is proven that nothing left after all. */
  readonly withdraw: () => Promise<void>;
  /** All lines are on paper, as the printer itself says. */
  readonly onLines: () => void;
  /** A fault showed before that, once more each time there is one more: what comes out may be split. */
  readonly onHarm: (harm: string) => void;
  /** The printer vouches for it after the verdict was given, and no fault speaks against it. */
  readonly onLate: (evidence: 'A' | 'A2') => void;
}

export interface Delivered {
  readonly verdict: Verdict;
  /** ms from the first byte until the last line was confirmed; undefined when it was not. */
  readonly linesMs: number | undefined;
  /** Nobody could ask the printer; when it is in contact again it may still tell. */
  readonly open?: true;
  /** Faults that showed under it. */
  readonly faults: readonly string[];
}

/** ms for the fence that is tried when IDs stay away (W10). */
const lateFenceMs = 3_000;
/** Longest a hot head holds a ticket up, ms; then somebody has to look (W9). */
const longestCoolingMs = 600_000;

/** A paper on its way, and how far the printer says it got. */
interface Sent {
  readonly startedAt: number;
  readonly ids: PaperIds | undefined;
  readonly cuts: number | undefined;
  reached: 'nothing' | 'lines' | 'cut';
  linesMs: number | undefined;
  /** Faults at the moment its last line was confirmed. */
  faults: readonly string[] | undefined;
  cutInDoubt: boolean;
  /** The verdict is given; what comes now is late. */
  settled: boolean;
  dropped: { readonly reason: string; readonly proven: boolean } | undefined;
  fenced: boolean;
  /** Ends the wait. */
  readonly done: AbortController;
  /** Has the wait look at the printer's condition. */
  wake: AbortController;
  /** Tells who has to remember it of faults that showed before its last line was confirmed. */
  readonly look: (faults: readonly string[]) => void;
  /** Aborted when the wait is over: done, the session ended, the gateway stops. */
  readonly over: AbortSignal;
  readonly withinMs: number;
  /** The request behind the cut, where no IDs are used; never rejects. */
  fence: Promise<void> | undefined;
}

interface Graded {
  readonly verdict: Verdict;
  /** The printer could be asked. */
  readonly asked: boolean;
}

/** Brings one paper after the other to the printer and finds out what became of it (ticket-printing.md section 8). */
export class Delivery {
  readonly #parts: DeskParts;
  #current: Sent | undefined;
  /** Papers nobody can tell about, whose IDs may still come; a fault meanwhile spoils what they say. */
  readonly #late = new Set<Sent>();
  /** A command may be half-sent, and would eat the next ticket (W12). */
  #isBroken = false;
  /** The cut counter, asked for after the last paper so that the next need not wait for the answer. */
  #cuts: number | undefined;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** The printer says that it was switched on: what it had not printed is gone (W5). */
  powerLost(): void {
    this.#parts.ids.begin();
    this.#late.clear();
    this.#cuts = undefined;
    if (!this.#current) return;
    this.#current.dropped = { reason: 'the printer lost its power', proven: false };
    this.#current.done.abort();
  }

  /** It may have been off: when no word comes of the paper under way, that is why. */
  powerDoubtful(): void {
    this.#cuts = undefined;
    if (this.#current) this.#current.dropped ??= { reason: 'the printer lost its power', proven: false };
  }

  /** The printer's condition was reported: the wait for a ticket may have to act on it. */
  look(): void {
    this.#current?.wake.abort();
    const { last, faults } = this.#parts.monitor;
    this.#current?.look(faults);
    const lasting = last?.causes.filter(({ fault, passing }) => fault && !passing) ?? [];
    if (lasting.length === 0) return;
    for (const sent of this.#late) sent.faults = [sentence(lasting)];
    this.#late.clear();
  }

  /** Throws DEVICE_NOT_READY, STORAGE_WRITE_FAILED, COMMAND_INTERRUPTED or a transport error while nothing has left. */
  async deliver(paper: Paper, signal: AbortSignal): Promise<Delivered> {
    const { turns, wire, monitor } = this.#parts;
    // The turn ends when the bytes are out and not when the answer is in: polls go on meanwhile.
    const sent = await turns.run('print', () => this.#send(paper, signal));
    if ('broken' in sent) {
      this.#isBroken = true;
      return { verdict: { unknown: sent.broken }, linesMs: undefined, open: true, faults: monitor.faults };
    }
    await this.#wait(sent);
    const interruption =
      wire.ended ?? (signal.aborted ? 'the gateway stopped before the printer confirmed it' : undefined);
    const { verdict, asked } = await this.#verdict(sent, interruption);
    sent.settled = true;
    const faults = sent.faults ?? monitor.faults;
    sent.faults = faults;
    this.#current = undefined;
    if (sent.ids && 'unknown' in verdict) this.#late.add(sent);
    if ('evidence' in verdict) void this.#countAhead();
    return { verdict, linesMs: sent.linesMs, faults, ...(asked ? {} : { open: true }) };
  }

  /**
   * Makes sure that no half-sent command waits for its rest (W12): by the order to clear, or by padding it out. To be
   * called in a turn. True when the printer confirmed that its buffer is empty.
   *
   * @param missing bytes of the job that may have been cut short
   */
  async cleanLine(missing?: number): Promise<boolean> {
    const { profile, wire, ids, context } = this.#parts;
    this.#cuts = undefined;
    const cleared = profile.clear && (await wire.clear(context.options.statusTimeoutMs));
    if (cleared) ids.begin();
    else await wire.padOut(missing);
    this.#isBroken = false;
    return cleared;
  }

  /**
   * The printer is not ready: drops the rest of a job where it takes that order now (W6), and has the line cleaned before
   * the next one everywhere else.
   */
  async holdRest(): Promise<void> {
    const { profile, wire, context, ids } = this.#parts;
    this.#isBroken = true;
    this.#cuts = undefined;
    if (!profile.clear || !(await wire.clear(context.options.statusTimeoutMs))) return;
    ids.begin();
    this.#isBroken = false;
  }

  /** Status, then the whole job in one write. Throws only while nothing has left. */
  async #send(paper: Paper, signal: AbortSignal): Promise<Sent | { readonly broken: string }> {
    const { context, wire, monitor, ids, trust, profile } = this.#parts;
    const { deviceId, clock, options } = context;
    const { number, sheet } = paper;
    const { causes } = await monitor.preflight();
    if (causes.length > 0) {
      const message = `ticket ${number} was not printed: ${sentence(causes)}`;
      throw new GatewayError('DEVICE_NOT_READY', message, { deviceId });
    }
    if (this.#isBroken) await this.cleanLine();
    if (paper.strip !== 'none') {
      this.#cuts = undefined;
      await wire.send(endOfStrip(profile, paper.strip === 'void'));
    }
    // Read behind that cut, as the printer answers in sequence.
    const cuts = profile.cutCounter ? (this.#cuts ?? (await wire.cutCount())) : undefined;
    this.#cuts = undefined;
    const own = trust.ids || (paper.isProbe && trust.mayProbe) ? ids.take() : undefined;
    const bytes = jobBytes(sheet, own);
    await paper.intend({
      epoch: ids.epoch,
      ...own,
      bytes: bytes.length,
      digest: digestOf(bytes),
      ...(cuts === undefined ? {} : { cuts }),
      at: clock.now(),
      takesMs: printMs(sheet.heightMm, profile),
    });
    try {
      if (signal.aborted) {
        const message = `the gateway stopped before ticket ${number} was sent`;
        throw new GatewayError('COMMAND_INTERRUPTED', message, { deviceId });
      }
      wire.assertUp();
    } catch (error) {
      await paper.withdraw().catch(() => undefined);
      throw error;
    }
    monitor.watch();
    const done = new AbortController();
    let harms = 0;
    const sent: Sent = {
      startedAt: clock.monotonic(),
      ids: own,
      cuts,
      reached: 'nothing',
      linesMs: undefined,
      faults: undefined,
      cutInDoubt: false,
      settled: false,
      dropped: undefined,
      fenced: false,
      done,
      wake: new AbortController(),
      look: (seen) => {
        if (sent.reached !== 'nothing' || seen.length <= harms) return;
        harms = seen.length;
        paper.onHarm(seen.join('; '));
      },
      over: AbortSignal.any([done.signal, signal, wire.over]),
      // Where nothing will come, no more is waited for than the paper itself.
      withinMs: confirmWithinMs(sheet.heightMm, profile, own || profile.queuedStatus ? options.confirmTimeoutMs : 0),
      fence: undefined,
    };
    this.#current = sent;
    if (own) this.#expect(own, sent, paper);
    try {
      await wire.send(bytes);
    } catch (error) {
      const { message } = asGatewayError(error, 'TRANSPORT_CLOSED');
      sent.faults ??= [];
      sent.settled = true;
      this.#current = undefined;
      return { broken: `the link broke while it was being sent (${message})` };
    }
    // In the same turn: what is asked behind the cut must stand behind this cut and nothing else.
    if (!own && profile.queuedStatus) sent.fence = this.#fence(sent);
    return sent;
  }

  #expect({ p, c }: PaperIds, sent: Sent, paper: Paper): void {
    const { ids, trust, monitor, context } = this.#parts;
    const lines = () => {
      sent.faults ??= monitor.faults;
      sent.linesMs ??= context.clock.monotonic() - sent.startedAt;
    };
    ids.expect({
      p,
      c,
      onLines: () => {
        lines();
        if (sent.settled) return;
        sent.reached = 'lines';
        paper.onLines();
      },
      onCut: (by) => {
        lines();
        trust.confirmed();
        this.#late.delete(sent);
        sent.cutInDoubt = monitor.faults.length > (sent.faults?.length ?? 0);
        sent.reached = 'cut';
        sent.done.abort();
        if (sent.settled && sent.faults?.length === 0) paper.onLate(by === 'own' ? 'A' : 'A2');
      },
    });
  }

  /** Until it is confirmed, lost or overdue. */
  async #wait(sent: Sent): Promise<void> {
    const { context, profile } = this.#parts;
    const { clock } = context;
    const { over, withinMs } = sent;
    let leftMs = withinMs;
    let coolingMs = 0;
    let mayClear = profile.clear;
    while (leftMs > 0 && !over.aborted) {
      // A hot head goes on by itself: the deadline stands still meanwhile (W9).
      const isCooling = this.#shows('printer-head-overheat') && coolingMs < longestCoolingMs;
      sent.wake = new AbortController();
      const awake = AbortSignal.any([over, sent.wake.signal]);
      const passedMs = await pause(clock, isCooling ? longestCoolingMs - coolingMs : leftMs, awake);
      if (over.aborted) break;
      if (isCooling) coolingMs += passedMs;
      else leftMs -= passedMs;
      if (mayClear && (this.#shows('printer-paper-out') || this.#shows('printer-cover-open'))) {
        mayClear = false;
        await this.#dropRest(sent);
      }
    }
    sent.done.abort();
    await sent.fence;
  }

  /** GS r 1 behind the cut. */
  async #fence(sent: Sent): Promise<void> {
    const withinMs = sent.withinMs + longestCoolingMs;
    sent.fenced = await this.#parts.wire.fence(withinMs, sent.over).catch(() => false);
    if (sent.fenced) sent.done.abort();
  }

  #shows(alarm: string): boolean {
    return this.#parts.monitor.last?.causes.some((cause) => cause.alarm === alarm) ?? false;
  }

  /** Paper out or cover open under a ticket: its rest is dropped, so that a whole one can follow (W6, W7). */
  async #dropRest(sent: Sent): Promise<void> {
    const { turns, wire, context, ids, monitor } = this.#parts;
    const reason = monitor.faults.join('; ');
    const cleared = await turns.run('print', () => wire.clear(context.options.statusTimeoutMs)).catch(() => false);
    if (!cleared) return;
    ids.begin();
    // Its own IDs may have come while the printer obeyed; then it was on paper before.
    sent.dropped ??= { reason, proven: true };
    sent.done.abort();
  }

  async #verdict(sent: Sent, interruption: string | undefined): Promise<Graded> {
    const { turns, wire, monitor, trust, profile } = this.#parts;
    const isOver = () =>
      sent.reached !== 'nothing' || (sent.dropped !== undefined && !sent.fenced) || interruption !== undefined;
    const seen = (more: { after?: Awaited<ReturnType<Monitor['read']>> | undefined; counted?: boolean }) =>
      judge({
        reached: sent.reached,
        cutInDoubt: sent.cutInDoubt,
        dropped: sent.dropped,
        fenced: sent.fenced,
        counted: more.counted ?? false,
        faults: sent.faults ?? monitor.faults,
        after: more.after,
        interruption: interruption ?? (more.after === undefined ? wire.ended : undefined),
      });
    if (isOver()) return { verdict: seen({}), asked: interruption === undefined };
    return turns.run('print', async () => {
      const after = await monitor.read().catch(() => undefined);
      const isWell = after !== undefined && after.causes.length === 0;
      if (sent.ids && isWell && sent.reached === 'nothing') {
        if (profile.queuedStatus) {
          sent.fenced = await wire.fence(lateFenceMs, wire.over).catch(() => false);
        }
        if (sent.reached === 'nothing') await trust.missed();
      }
      const counted = !sent.fenced && isWell && sent.cuts !== undefined && (await this.#rose(sent.cuts));
      const verdict = seen({ after, counted });
      if (!sent.fenced && 'evidence' in verdict) wire.dropLostFences();
      return { verdict, asked: after !== undefined };
    });
  }

  /** Unless the next paper is there already: it asks itself. */
  async #countAhead(): Promise<void> {
    const { turns, wire, profile } = this.#parts;
    if (!profile.cutCounter) return;
    const count = async () => {
      if (this.#current === undefined && wire.ended === undefined) this.#cuts = await wire.cutCount();
    };
    await turns.run('poll', count).catch(() => undefined);
  }

  /** The cut counter has risen by exactly one (grade C). */
  async #rose(before: number): Promise<boolean> {
    const now = await this.#parts.wire.cutCount().catch(() => undefined);
    return now === before + 1;
  }
}

/** Sleeps, and says how long it was. */
async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<number> {
  const before = clock.monotonic();
  await sleep(clock, ms, signal);
  return clock.monotonic() - before;
}
