import { type ErrorCode, GatewayError } from '../../error.js';

const codes: ReadonlySet<ErrorCode> = new Set([
  'TRANSPORT_REPLY_TIMEOUT',
  'TRANSPORT_WRITE_TIMEOUT',
  'TRANSPORT_CLOSED',
]);

/** Whether the board may have done what it was told, though the order failed so. */
export function mayHaveArrived(error: unknown): boolean {
  return error instanceof GatewayError && codes.has(error.code);
}
