import { type ErrorCode, GatewayError } from '../../error.js';
import { NutRefusal } from './dialogue.js';

/** What a server means by its refusal, and what to do, as far as it is not the question's fault. */
const meanings: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  'DATA-STALE': ['DEVICE_NOT_READY', 'its data are stale: the server has lost contact with the UPS, check its cable'],
  'DRIVER-NOT-CONNECTED': [
    'DEVICE_NOT_READY',
    'its driver does not run: start it on the server (upsdrvctl start) and check the cable of the UPS',
  ],
  'ACCESS-DENIED': [
    'PROTOCOL_REJECTED',
    'the server does not let this gateway ask: allow its address where the server runs (upsd.conf, hosts.allow, firewall)',
  ],
  'VAR-NOT-SUPPORTED': ['PROTOCOL_UNSUPPORTED', 'its driver does not tell a status'],
  'UNKNOWN-UPS': ['PROTOCOL_REJECTED', 'the server does not know it any more: see ups.conf there'],
};

/** True when the server says that it has lost the UPS itself; it has waited for that by itself (MAXAGE, 15 s). */
export function isStale(error: unknown): boolean {
  return error instanceof NutRefusal && (error.refusal === 'DATA-STALE' || error.refusal === 'DRIVER-NOT-CONNECTED');
}

export function explain(error: unknown, what: string): unknown {
  if (!(error instanceof NutRefusal)) return error;
  const [code, meaning] = (Object.hasOwn(meanings, error.refusal) ? meanings[error.refusal] : undefined) ?? [
    'PROTOCOL_REJECTED' as const,
    'the server refuses',
  ];
  return new GatewayError(code, `${what}: ${meaning} (ERR ${error.refusal.slice(0, 40)})`, { cause: error });
}
