import { z } from 'zod';
import { type ErrorCode, GatewayError } from '../../drivers/index.js';
import { identifierAllowed, identifierRefusal, identifierWithCardNumber } from '../card-numbers/identifiers.js';
import { maskJsonText } from '../card-numbers/json-text.js';
import { maskIdentifier } from '../card-numbers/mask.js';
import { check } from '../validation/refusal.js';

/** Largest command payload in bytes; a ticket or a call has some hundred. */
export const maxCommandBytes = 65_536;
/** A request without `expiresAt` counts for this long after it came. */
export const defaultLifetimeMs = 30_000;

/** The id becomes a topic level, so it has no `/`, `+`, `#` and no blanks. */
export const commandIdPattern = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** The payload of `command/{deviceId}/{name}` (DESIGN.md section 6). */
export const requestSchema = z.strictObject({
  id: z
    .string()
    .regex(commandIdPattern)
    .describe('Chosen by the sender, unique; 1-64 letters, digits, dot, underscore, colon, hyphen'),
  issuedAt: z.iso.datetime({ offset: true }).optional().describe('RFC 3339'),
  expiresAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('RFC 3339, by the clock of the gateway; 30 s after arrival when left out'),
  args: z.record(z.string(), z.unknown()).default({}).describe('Arguments of the command'),
});

export type CommandRequestMessage = z.infer<typeof requestSchema>;

export type ParsedRequest =
  | { readonly ok: true; readonly request: CommandRequestMessage }
  | { readonly ok: false; readonly id: string | undefined; readonly error: GatewayError };

/** Reads a payload; when it is wrong, still finds the id where there is one, so that the sender gets a reply. */
export function parseRequest(payload: Uint8Array): ParsedRequest {
  const fail = (code: ErrorCode, message: string, id?: string, field?: string): ParsedRequest => ({
    ok: false,
    id,
    error: new GatewayError(code, message, field === undefined ? {} : { field }),
  });
  if (payload.length > maxCommandBytes) {
    const message = `the payload has ${payload.length} bytes; allowed: at most ${maxCommandBytes}`;
    return fail('COMMAND_TOO_LARGE', message, findId(payload));
  }
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(payload);
    // From here on nobody sees a card number that somebody has written into a note: no device, no paper, no journal.
    // Identifiers are left as they are, for they would find nothing any more, and refused below.
    value = JSON.parse(maskJsonText(text, { numbers: true, identifiers: false }));
  } catch (error) {
    const message = `the payload is not JSON in UTF-8${placeOf(error)}; allowed: {"id": …, "expiresAt": …, "args": {…}}`;
    return fail('COMMAND_MALFORMED', message, findId(payload));
  }
  const card = identifierWithCardNumber(value);
  if (card !== undefined) {
    const message = `${card} ${identifierRefusal}; allowed: ${identifierAllowed}`;
    return fail(card === 'id' ? 'COMMAND_MALFORMED' : 'COMMAND_ARGS_INVALID', message, idOf(value), card);
  }
  const checked = check(requestSchema, value);
  if (checked.ok) return { ok: true, request: checked.value };
  const { message, field } = checked.refusal;
  return fail('COMMAND_MALFORMED', message, idOf(value), field || undefined);
}

function idOf(value: unknown): string | undefined {
  const id = (value as { id?: unknown } | null)?.id;
  // A refusal goes to a topic with this id in it.
  return typeof id === 'string' && commandIdPattern.test(id) ? maskIdentifier(id) : undefined;
}

/** Where the JSON breaks off, as far as the parser says; nothing of the payload itself. */
function placeOf(error: unknown): string {
  const [, position] = /at position (\d+)/.exec(String(error)) ?? [];
  return position === undefined ? '' : ` (wrong from character ${Number(position) + 1} on)`;
}

/** The id of a payload that cannot be parsed: the first in its first KiB, else the last in its last. */
function findId(payload: Uint8Array): string | undefined {
  const ids = (part: Uint8Array) => [
    ...Buffer.from(part)
      .toString('latin1')
      .matchAll(/"id"\s*:\s*"([^"\\]*)"/g),
  ];
  const found = ids(payload.subarray(0, 1024))[0] ?? ids(payload.subarray(-1024)).at(-1);
  return idOf({ id: found?.[1] });
}
