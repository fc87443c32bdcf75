import { type Clock, sleep } from '../../clock.js';
import { asGatewayError, GatewayError } from '../../error.js';
import { CutTally } from './cut-tally.js';
import type { DeskParts } from './desk-parts.js';
import { sentence } from './diagnosis.js';
import { judge, type Verdict } from './evidence.js';
import { digestOf, jobBytes, printMs } from './job.js';
import { LineCleaner } from './line-cleaner.js';
import type { Monitor } from './monitor.js';
import type { Paper } from './paper.js';
import { endOfStrip } from './reprint-mark.js';
import { depart, expectIds, type Sent } from './sent.js';

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
  readonly #cuts: CutTally;
  /** Cleans up behind what broke off (W12). */
  readonly line: LineCleaner;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.#cuts = new CutTally(parts);
    this.line = new LineCleaner(parts, this.#cuts);
  }

  /** The printer says that it was switched on: what it had not printed is gone (W5). */
  powerLost(): void {
    this.#parts.ids.begin();
    this.#late.clear();
    this.#cuts.forget();
    if (!this.#current) return;
    this.#current.dropped = { reason: 'the printer lost its power', proven: false };
    this.#current.done.abort();
  }

  /** It may have been off: when no word comes of the paper under way, that is why. */
  powerDoubtful(): void {
    this.#cuts.forget();
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

  /** No paper waits. */
  rest(): void {
    void this.#cuts.askAhead(() => this.#current === undefined);
  }

  /** Throws DEVICE_NOT_READY, STORAGE_WRITE_FAILED, COMMAND_INTERRUPTED or a transport error while nothing has left. */
  async deliver(paper: Paper, signal: AbortSignal): Promise<Delivered> {
    const { turns, wire, monitor } = this.#parts;
    // The turn ends when the bytes are out and not when the answer is in: polls go on meanwhile.
    const sent = await turns.run('print', () => this.#send(paper, signal));
    if ('broken' in sent) {
      this.line.broken();
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
    if ('evidence' in verdict && verdict.evidence === 'A') this.#cuts.confirmed(sent.cuts);
    return { verdict, linesMs: sent.linesMs, faults, ...(asked ? {} : { open: true }) };
  }

  /** Status, then the whole job in one write. Throws only while nothing has left. */
  async #send(paper: Paper, signal: AbortSignal): Promise<Sent | { readonly broken: string }> {
    const { context, wire, monitor, ids, trust, profile } = this.#parts;
    const { deviceId, clock } = context;
    const { number, sheet } = paper;
    const { causes } = await monitor.preflight();
    if (causes.length > 0) {
      const message = `ticket ${number} was not printed: ${sentence(causes)}`;
      throw new GatewayError('DEVICE_NOT_READY', message, { deviceId });
    }
    await this.line.ready();
    if (paper.strip !== 'none') {
      this.#cuts.forget();
      await wire.send(endOfStrip(profile, paper.strip === 'void'));
    }
    // Read behind that cut, as the printer answers in sequence.
    const cuts = await this.#cuts.take();
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
    const sent = depart({ paper, ids: own, cuts, signal }, this.#parts);
    this.#current = sent;
    expectIds(sent, paper, this.#parts, () => this.#late.delete(sent));
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
      const counted = !sent.fenced && isWell && sent.cuts !== undefined && (await this.#cuts.rose(sent.cuts));
      const verdict = seen({ after, counted });
      if (!sent.fenced && 'evidence' in verdict) wire.dropLostFences();
      return { verdict, asked: after !== undefined };
    });
  }
}

/** Sleeps, and says how long it was. */
async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<number> {
  const before = clock.monotonic();
  await sleep(clock, ms, signal);
  return clock.monotonic() - before;
}
