import { maskJsonText } from './json-text.js';
import { maskText } from './mask.js';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Of text that was made elsewhere, JSON or not: nobody is asked back about an identifier in it. */
export function textWithoutCardNumbers(text: string): string {
  return isJson(text) ? maskJsonText(text, { numbers: true, identifiers: true }) : maskText(text);
}

/** The same bytes where nothing is to be masked; bytes that are no text (UTF-8) stay as they are. */
export function payloadWithoutCardNumbers(payload: Uint8Array): Uint8Array {
  if (payload.length < 13) return payload;
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch {
    return payload;
  }
  const masked = textWithoutCardNumbers(text);
  return masked === text ? payload : Buffer.from(masked);
}

function isJson(text: string): boolean {
  if (!/^\s*["[{\d-]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
