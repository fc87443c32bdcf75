import { asGatewayError, type CallArgs, GatewayError } from '../../drivers/index.js';
import type { CommandInfo, CommandTarget } from '../commands/target.js';
import { halted, type Turns } from '../commands/turns.js';
import type { BoardCallArgs } from './args.js';
import type { CallPlace, CallRoutes } from './routes.js';

export interface BoardCallOptions {
  readonly routes: CallRoutes;
  readonly target: (deviceId: string) => CommandTarget | undefined;
  readonly turns: Turns;
  /** A board's part failed for a reason of our own. */
  readonly onError: (error: GatewayError, commandId: string) => void;
}

/** How it went on one board. */
interface Outcome {
  readonly place: CallPlace;
  readonly result?: Record<string, unknown> | undefined;
  readonly cause?: unknown;
}

/**
 * Calls a number on all boards of its counter. Each board's part takes its turn in that board's lane in the very tick of
 * the call, so it keeps its order among single calls, and no board waits for another. Rejects unless every board shows
 * it: with the reason where it is one for all, else with DEVICE_PARTLY_DONE; the result of each board is with it.
 */
export function createBoardCall({ routes, target, turns, onError }: BoardCallOptions) {
  return async ({ boards, ...call }: BoardCallArgs, info: CommandInfo): Promise<Record<string, unknown>> => {
    const places = boards ? [...new Set(boards)].map((board) => ({ board })) : routes.placesOf(call.counter);
    const outcomes = await Promise.all(places.map((place) => callOn(place, call, info)));
    // Begun here or there, it is begun again after the next start.
    if (outcomes.some(({ cause }) => cause === halted)) throw halted;
    return judge(outcomes);
  };

  async function callOn(place: CallPlace, call: CallArgs, info: CommandInfo): Promise<Outcome> {
    try {
      const result = await turns.take(place.board, info.expiresAt, async () => {
        const board = target(place.board);
        if (!board) throw new GatewayError('COMMAND_UNKNOWN_DEVICE', `there is no device "${place.board}"`);
        return board.execute('call', place.zone === undefined ? call : { ...call, zone: place.zone }, info);
      });
      return { place, result };
    } catch (cause) {
      if (cause === halted) return { place, cause };
      const error = asGatewayError(cause, 'COMMAND_FAILED');
      if (error.code === 'COMMAND_FAILED') onError(error, info.commandId);
      return { place, cause: error };
    }
  }
}

function judge(outcomes: readonly Outcome[]): Record<string, unknown> {
  const failures = outcomes.flatMap(({ place, cause }) =>
    cause instanceof GatewayError ? [{ place, error: cause }] : [],
  );
  const result = {
    boards: outcomes.map(({ place, result: shown, cause }) =>
      cause instanceof GatewayError
        ? { ...place, error: { code: cause.code, message: cause.message } }
        : { ...place, ...shown },
    ),
  };
  const [first, ...others] = failures;
  if (!first) return result;
  const alike = failures.length === outcomes.length && others.every(({ error }) => error.code === first.error.code);
  const reasons = failures.map(({ place: { board, zone }, error }) =>
    [board, zone === undefined ? '' : ` (zone ${zone})`, `: ${error.message}`].join(''),
  );
  const message = `${failures.length} of ${outcomes.length} boards do not show it: ${reasons.join('; ')}`;
  throw new GatewayError(alike ? first.error.code : 'DEVICE_PARTLY_DONE', message, { result });
}
