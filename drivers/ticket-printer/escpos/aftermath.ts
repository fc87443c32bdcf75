import { sleep } from '../../clock.js';
import type { Delivery } from './delivery.js';
import type { DeskParts } from './desk-parts.js';
import { judgeLater, type LaterObservation, type Verdict } from './evidence.js';
import type { TicketRecord } from './ticket-journal.js';

/** A printer that is on takes a new connection sooner than this, ms; one that took longer was off (W5). */
const reopenMs = 2_500;
/** Nobody opens a cover under a ticket and closes it again in less, ms; a change of the roll takes longer. */
const handMs = 5_000;
/** Longest wait for a paper that may still be moving, ms: `identify` must not look hung. */
const longestWaitMs = 10_000;
/** ms for the fence that shows whether a half-sent command waits for its rest. */
const fenceMs = 2_000;

export interface Aftermath {
  /** The printer said in this session that it was switched on. */
  readonly powerTold: boolean;
  /** Wall-clock ms when this session's link was opened. */
  readonly openedAt: number;
}

/**
 * Finds out what became of a paper that an earlier session sent (W2 to W5), and leaves a clean line behind (W12). To be
 * called in a turn, with a printer that answers; throws a transport error when it stops answering.
 */
export async function investigate(
  record: TicketRecord,
  { powerTold, openedAt }: Aftermath,
  parts: DeskParts,
  delivery: Delivery,
): Promise<Verdict> {
  const { context, profile, wire } = parts;
  const { clock, signal } = context;
  const { send, lostAt } = record;
  // A job that is whole in the printer goes on without us; clearing it now would tear a good ticket.
  const movingMs = send === undefined ? 0 : send.at + send.takesMs - clock.now();
  if (movingMs > 0) await sleep(clock, Math.min(movingMs, longestWaitMs), signal);
  const inSync = !profile.clear && profile.queuedStatus && (await wire.fence(fenceMs, signal));
  const cleared = inSync ? false : await delivery.line.clean(send?.bytes);
  const before = send?.cuts;
  const now = before !== undefined && profile.cutCounter ? await wire.cutCount() : undefined;
  const power: LaterObservation['power'] = powerTold
    ? 'told'
    : lostAt !== undefined && openedAt - lostAt > reopenMs
      ? 'presumed'
      : 'kept';
  wire.assertUp();
  const passedMs = send === undefined ? Number.POSITIVE_INFINITY : clock.now() - send.at;
  return judgeLater(
    {
      lines: send?.lines ?? false,
      cuts: before === undefined || now === undefined ? undefined : now - before,
      cleared,
      power,
      harm: record.harm,
      soon: passedMs >= 0 && passedMs < handMs,
    },
    record.reason ?? 'the gateway stopped before the printer confirmed it',
  );
}
