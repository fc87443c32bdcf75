import type { DeskParts } from './desk-parts.js';
import { confirmWithinMs, type PaperIds } from './job.js';
import type { Paper } from './paper.js';

/** A paper on its way, and how far the printer says it got. */
export interface Sent {
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

export interface Departure {
  readonly paper: Paper;
  readonly ids: PaperIds | undefined;
  /** The cut counter before. */
  readonly cuts: number | undefined;
  /** Aborted when the gateway stops. */
  readonly signal: AbortSignal;
}

export function depart({ paper, ids, cuts, signal }: Departure, { context, profile, wire }: DeskParts): Sent {
  const { clock, options } = context;
  const done = new AbortController();
  let harms = 0;
  const sent: Sent = {
    startedAt: clock.monotonic(),
    ids,
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
    look: (faults) => {
      if (sent.reached !== 'nothing' || faults.length <= harms) return;
      harms = faults.length;
      paper.onHarm(faults.join('; '));
    },
    over: AbortSignal.any([done.signal, signal, wire.over]),
    // Where nothing will come, no more is waited for than the paper itself.
    withinMs: confirmWithinMs(
      paper.sheet.heightMm,
      profile,
      ids || profile.queuedStatus ? options.confirmTimeoutMs : 0,
    ),
    fence: undefined,
  };
  return sent;
}

/** Listens for the IDs of a paper, also when they come late. */
export function expectIds(
  sent: Sent,
  paper: Paper,
  { ids, trust, monitor, context }: DeskParts,
  onCut: () => void,
): void {
  if (!sent.ids) return;
  const lines = () => {
    sent.faults ??= monitor.faults;
    sent.linesMs ??= context.clock.monotonic() - sent.startedAt;
  };
  ids.expect({
    ...sent.ids,
    onLines: () => {
      lines();
      if (sent.settled) return;
      sent.reached = 'lines';
      paper.onLines();
    },
    onCut: (by) => {
      lines();
      trust.confirmed();
      onCut();
      sent.cutInDoubt = monitor.faults.length > (sent.faults?.length ?? 0);
      sent.reached = 'cut';
      sent.done.abort();
      if (sent.settled && sent.faults?.length === 0) paper.onLate(by === 'own' ? 'A' : 'A2');
    },
  });
}
