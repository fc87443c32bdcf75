import type { Json, JsonObject } from './xfs4iot-kinds.js';

export const envelopes = ['2021-1', '2023'] as const;
/** `2021-1`: result codes in the payload, every version 1.0; `2023`: in the header, versions 2.0 and 3.0. */
export type Envelope = (typeof envelopes)[number];

export interface Command {
  readonly name: string;
  readonly requestId: number;
  /** ms; 0 = no limit. */
  readonly timeoutMs: number;
  readonly version: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What a text from a client is. Only an answerable one has a requestId that can be named in an acknowledge. */
export type Received =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'invalid'; readonly name: string; readonly requestId: number; readonly why: string }
  | { readonly kind: 'noise'; readonly why: string };

const headerProperties: Readonly<Record<Envelope, readonly string[]>> = {
  '2021-1': ['type', 'name', 'version', 'requestId'],
  '2023': ['type', 'name', 'version', 'requestId', 'timeout'],
};

/** Reads one message of a client strictly; never throws. */
export function readMessage(text: string, envelope: Envelope): Received {
  const message = fromJson(text);
  const header = isObject(message) ? message['header'] : undefined;
  if (!isObject(message) || !isObject(header)) return { kind: 'noise', why: 'not a JSON object with a header' };
  const { requestId, name, type, version } = header;
  if (!Number.isInteger(requestId) || typeof name !== 'string') {
    return { kind: 'noise', why: 'no requestId or no name in the header' };
  }
  const invalid = (why: string): Received => ({ kind: 'invalid', name, requestId: requestId as number, why });
  if ((requestId as number) < 1) return invalid('requestId below 1');
  if (type !== 'command') return invalid(`type "${String(type)}" is not for clients`);
  if (version !== undefined && !/^\d+\.\d+$/.test(String(version))) return invalid('version is not major.minor');
  const strange = Object.keys(header).find((property) => !headerProperties[envelope].includes(property));
  // A client that does not know the release yet sends the header of another one; its version tells, not its header.
  const ofAnotherRelease = envelope === '2021-1' && version !== undefined && version !== '1.0';
  if (strange && !ofAnotherRelease) return invalid(`header property "${strange}"`);
  const payload = message['payload'] ?? {};
  if (!isObject(payload)) return invalid('payload is not an object');
  const { timeout: inPayload, ...rest } = payload;
  const timeout = (envelope === '2021-1' ? inPayload : header['timeout']) ?? 0;
  if (!Number.isInteger(timeout) || (timeout as number) < 0) return invalid('timeout is not a whole number from 0');
  const own = envelope === '2021-1' ? rest : payload;
  const command = { name, requestId, timeoutMs: timeout, payload: own, version } as Command;
  return { kind: 'command', command };
}

/** Something the terminal says. `answers` is absent on unsolicited messages. */
export type Said =
  | { readonly type: 'acknowledge'; readonly status?: 'invalidMessage' | 'invalidRequestID' | 'tooManyRequests' }
  | { readonly type: 'event' | 'unsolicited'; readonly payload: JsonObject }
  | {
      readonly type: 'completion';
      readonly completionCode: string;
      readonly errorDescription?: string | undefined;
      readonly payload: JsonObject;
    };

/** The text of one message. `explicitNull` writes null where the newer releases may also leave a property out. */
export function writeMessage(
  said: Said,
  about: { readonly name: string; readonly version: string; readonly requestId?: number },
  { envelope, explicitNull }: { readonly envelope: Envelope; readonly explicitNull: boolean },
): string {
  const { requestId, name, version } = about;
  const head = { type: said.type, name, version, requestId };
  if (envelope === '2021-1') {
    // The schema of 2021-1 requires a requestId also of what nobody asked for.
    const header = { ...head, requestId: requestId ?? 0 };
    return JSON.stringify({ header, payload: payload2021(said) });
  }
  if (said.type === 'acknowledge') return JSON.stringify({ header: { ...head, status: said.status } });
  const result =
    said.type === 'completion' ? { completionCode: said.completionCode, errorDescription: said.errorDescription } : {};
  // In an unsolicited patch null says that the property is gone; leaving it out would say nothing.
  const payload = explicitNull || said.type === 'unsolicited' ? said.payload : withoutNull(said.payload);
  return JSON.stringify({ header: { ...head, ...result }, payload });
}

function payload2021(said: Said): object {
  if (said.type === 'acknowledge') return { status: said.status ?? 'ok' };
  if (said.type !== 'completion') return said.payload;
  const { completionCode, errorDescription = '', payload } = said;
  return { completionCode, errorDescription, ...payload };
}

function withoutNull(value: Json | undefined): unknown {
  if (Array.isArray(value)) return value.map(withoutNull);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([name, inner]) => [name, withoutNull(inner as Json)]),
  );
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
