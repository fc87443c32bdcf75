import type { Acknowledgement } from './connection.js';

/** Names of MQTT 5.0 reason codes from 0x80 on (MQTT 5.0 section 2.4), as a technician reads them. */
const names: Readonly<Record<number, string>> = {
  128: 'unspecified error',
  129: 'malformed packet',
  130: 'protocol error',
  131: 'implementation specific error',
  132: 'unsupported protocol version',
  133: 'client id not valid',
  134: 'bad user name or password',
  135: 'not authorised',
  136: 'server unavailable',
  137: 'server busy',
  138: 'banned',
  139: 'server shutting down',
  140: 'bad authentication method',
  141: 'keep alive timeout',
  142: 'session taken over',
  143: 'topic filter invalid',
  144: 'topic name invalid',
  145: 'packet identifier in use',
  147: 'receive maximum exceeded',
  148: 'topic alias invalid',
  149: 'packet too large',
  150: 'message rate too high',
  151: 'quota exceeded',
  152: 'administrative action',
  153: 'payload format invalid',
  154: 'retain not supported',
  155: 'QoS not supported',
  156: 'use another server',
  157: 'server moved',
  159: 'connection rate exceeded',
  160: 'maximum connect time',
};
/** CONNACK return codes of MQTT 3.1.1 (section 3.2.2.3). */
const names311: Readonly<Record<number, string>> = {
  1: 'unsupported protocol version',
  2: 'client id not valid',
  3: 'server unavailable',
  4: 'bad user name or password',
  5: 'not authorised',
};

export const unsupportedVersion: ReadonlySet<number> = new Set([1, 132]);
export const notAuthorised = 135;
export const takenOver = 142;
export const retainNotSupported = 154;
/** CONNACK codes that only people can mend. */
const refusals: ReadonlySet<number> = new Set([2, 4, 5, 133, 134, 135, 138, 140, 144, 149, 153, 154, 155, 156, 157]);
/** PUBACK codes that concern the message itself (MQTT 5.0 section 3.4.2.1). */
const unacceptable: ReadonlySet<number> = new Set([144, 149, 153]);

export function reasonText(code: number): string {
  const name = code < 128 ? names311[code] : names[code];
  return `${name ?? 'unknown reason'} (0x${code.toString(16).padStart(2, '0')})`;
}

export function isConnectRefusal(code: number): boolean {
  return refusals.has(code);
}

/** What a PUBACK with a reason code of 0x80 or more means. */
export function refusedBy(reasonCode: number): Acknowledgement {
  const reason = reasonText(reasonCode);
  return { kind: unacceptable.has(reasonCode) ? 'unacceptable' : 'refused', reasonCode, reason };
}
