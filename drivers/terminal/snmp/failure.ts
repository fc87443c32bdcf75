import { type ErrorCode, GatewayError } from '../../error.js';
import type { Credentials } from './credentials.js';

/** What the agent's reports mean (RFC 3414 section 3.2), by the words the package has for them. */
const reports: readonly (readonly [words: RegExp, meaning: (user: string) => string])[] = [
  [/Unknown User Name/i, (user) => `the agent does not know the user "${user}"`],
  [/Wrong Digest/i, (user) => `authentication key or protocol of the user "${user}" is wrong`],
  [/Decryption Error/i, (user) => `encryption key or protocol of the user "${user}" is wrong`],
  [
    /Unsupported Security Level/i,
    (user) => `the agent does not let the user "${user}" in with this authProtocol and privProtocol`,
  ],
  [
    /Not In Time Window|outside the time window/i,
    () => 'the time of its SNMP engine does not fit: it has restarted, or its clock jumps',
  ],
  [/Unknown Engine ID/i, () => 'it is another SNMP engine than before'],
  [/Authentication digest/i, (user) => `its answer is not signed with the authentication key of the user "${user}"`],
  [/Failed to decrypt/i, (user) => `its answer cannot be decrypted with the encryption key of the user "${user}"`],
];

/** True where an answer of whatever kind came: the host is alive. */
export function hasAnswered({ code }: GatewayError): boolean {
  return code.startsWith('PROTOCOL_');
}

/**
 * The package's error as ours, with a sentence for people. None says that the device is gone: silence and a wrong secret
 * are the same from here (terminal-health.md 0-5). Never quotes a secret.
 */
export function failureOf(error: unknown, place: string, credentials: Credentials): GatewayError {
  if (error instanceof GatewayError) return error;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const user = credentials.version === '3' ? credentials.user : '';
  const report = reports.find(([words]) => words.test(message));
  if (report) return failed('PROTOCOL_REJECTED', `${silentText(place)} ${report[1](user)}`, error);
  if (name === 'RequestFailedError') {
    return failed('PROTOCOL_REJECTED', `${place}: the agent refuses the question: ${message.slice(0, 200)}`, error);
  }
  if (name === 'ResponseInvalidError') {
    return failed('PROTOCOL_UNEXPECTED', `${place}: the answer does not fit: ${message.slice(0, 200)}`, error);
  }
  return failed('TRANSPORT_OPEN_FAILED', `${place}: ${message.slice(0, 200)}`, error);
}

/** Nothing came at all. */
export function silence(place: string, tries: number, timeoutMs: number): GatewayError {
  const message = `${silentText(place)} ${tries} × ${timeoutMs} ms; a wrong community, user or key is answered by silence too`;
  return new GatewayError('TRANSPORT_REPLY_TIMEOUT', message);
}

function silentText(place: string): string {
  return `${place}: no answer, credentials?`;
}

function failed(code: ErrorCode, message: string, cause: unknown): GatewayError {
  return new GatewayError(code, message, { cause });
}
