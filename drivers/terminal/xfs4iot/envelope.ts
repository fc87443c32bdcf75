import type { AllowedCommand } from './commands.js';
import { isObject, type Json, nothing, objectAt, textAt } from './json.js';

/** Largest message either way, bytes (terminal-health.md 1.2: the framework's buffer). */
export const largestMessage = 2 * 1_024 * 1_024;

/** Of `2021-1` timeout, status and completion code stand in the payload, since 2023 in the header (1.3). */
export type Release = '2021-1' | '2023';

export interface Command {
  readonly name: AllowedCommand;
  readonly release: Release;
  /** "major.minor" */
  readonly version: string;
  /** 1 or more, unique while pending. */
  readonly requestId: number;
  /** ms; 0 = no limit. */
  readonly timeoutMs: number;
  readonly payload: Json;
}

/** What a service says; `unreadable` says why. Names and payloads are as they came, nothing in them is checked. */
export type Message =
  | { readonly kind: 'acknowledge'; readonly requestId: number; readonly refused: string | undefined }
  | { readonly kind: 'event'; readonly requestId: number; readonly name: string; readonly payload: Json }
  | {
      readonly kind: 'completion';
      readonly requestId: number;
      /** By where the completion code stands; undefined without one. */
      readonly release: Release | undefined;
      readonly code: string;
      readonly description: string | undefined;
      readonly payload: Json;
    }
  | { readonly kind: 'unsolicited'; readonly name: string; readonly payload: Json }
  | { readonly kind: 'unreadable'; readonly why: string };

export function encodeCommand({ name, release, version, requestId, timeoutMs, payload }: Command): string {
  const header = { type: 'command', name, version, requestId };
  return JSON.stringify(
    release === '2021-1'
      ? { header, payload: { ...payload, timeout: timeoutMs } }
      : { header: { ...header, timeout: timeoutMs }, payload },
  );
}

/** Reads one message of either release: header first, then payload. Never throws. */
export function decodeMessage(text: string): Message {
  if (text.length > largestMessage) return unreadable(`${text.length} characters, allowed are ${largestMessage}`);
  const message = fromJson(text);
  if (!isObject(message)) return unreadable('not a JSON object');
  const header = objectAt(message, 'header');
  const payload = objectAt(message, 'payload');
  const type = textAt(header, 'type');
  const name = textAt(header, 'name', 100);
  if (name === undefined) return unreadable('a header without a name');
  if (type === 'unsolicited') return { kind: 'unsolicited', name, payload };
  if (type !== 'acknowledge' && type !== 'event' && type !== 'completion') {
    return unreadable(`a message of type ${String(type)}`);
  }
  const requestId = header['requestId'];
  if (!Number.isSafeInteger(requestId)) return unreadable(`${type} without a requestId`);
  const id = requestId as number;
  if (type === 'event') return { kind: 'event', requestId: id, name, payload };
  const either = (field: string) => textAt(header, field) ?? textAt(payload, field);
  if (type === 'acknowledge') {
    const status = either('status');
    return { kind: 'acknowledge', requestId: id, refused: status === 'ok' ? undefined : status };
  }
  const code = either('completionCode') ?? 'no completionCode';
  return {
    kind: 'completion',
    requestId: id,
    release: releaseOf(header, payload),
    code,
    description: either('errorDescription'),
    payload,
  };
}

function releaseOf(header: Json, payload: Json): Release | undefined {
  if (textAt(header, 'completionCode') !== undefined) return '2023';
  return textAt(payload, 'completionCode') === undefined ? undefined : '2021-1';
}

function unreadable(why: string): Message {
  return { kind: 'unreadable', why };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return nothing;
  }
}
