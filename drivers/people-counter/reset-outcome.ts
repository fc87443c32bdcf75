import { type ErrorCode, GatewayError } from '../error.js';

/** After these the request may have reached the counter. */
const mayHaveArrived: ReadonlySet<ErrorCode> = new Set([
  'TRANSPORT_REPLY_TIMEOUT',
  'TRANSPORT_WRITE_TIMEOUT',
  'TRANSPORT_CLOSED',
]);

/** Rethrows what became of a reset: DEVICE_OUTCOME_UNKNOWN where the counter may have done it all the same. */
export function resetFailed(error: unknown): never {
  if (!(error instanceof GatewayError) || !mayHaveArrived.has(error.code)) throw error;
  throw new GatewayError('DEVICE_OUTCOME_UNKNOWN', `no answer to the reset: ${error.message}`, { cause: error });
}
