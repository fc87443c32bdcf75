import { GatewayError } from '../error.js';
import type { BusMember } from '../transport/transaction.js';
import { functions } from './request.js';
import type { ModbusUnit } from './unit.js';

/** What of a unit can be used that is only watched. */
export type ModbusReader = Pick<ModbusUnit, 'readCoils' | 'readDiscrete' | 'readHolding' | 'readInput'>;

const allowed: ReadonlySet<number | undefined> = new Set([
  functions['read coils'],
  functions['read discrete inputs'],
  functions['read holding registers'],
  functions['read input registers'],
]);
const readRequestLength = 8;

/**
 * A place on the line from which nothing but readings (functions 01 to 04) can leave, whatever the code above asks for:
 * an output of such a module may hold a lock or cut the power of a terminal.
 * @param writes whole frames that may leave all the same, e.g. the one that resets a counter
 */
export function readOnly(member: BusMember, writes: readonly Uint8Array[] = []): BusMember {
  const mayLeave = (request: Uint8Array) =>
    (request.length === readRequestLength && allowed.has(request[1])) ||
    writes.some((write) => Buffer.from(write).equals(request));
  return {
    name: member.name,
    transact(transaction) {
      if (!mayLeave(transaction.request)) return Promise.reject(refusal(transaction.label));
      return member.transact(transaction);
    },
    send: (_request, { label = 'a request without reply' } = {}) => Promise.reject(refusal(label)),
    leave: () => member.leave(),
  };
}

function refusal(label: string): GatewayError {
  const text = `"${label}" was not sent: this unit is only watched, allowed are readings (functions 01 to 04)`;
  return new GatewayError('COMMAND_FAILED', text);
}
