import { maskJsonText } from './json-text.js';
import { maskText } from './mask.js';

/** Kinds of answers whose texts may quote somebody. The figures of /metrics are numbers, and names of the configuration. */
const prose = /^text\/(?:plain; charset=utf-8|html\b|markdown\b|csv\b)/;

/** The body of an HTTP answer; its numbers are ours. */
export function bodyWithoutCardNumbers(answer: { readonly contentType: string; readonly body: string }): string {
  const { contentType, body } = answer;
  if (contentType.startsWith('application/json')) return maskJsonText(body, { numbers: false, identifiers: true });
  return prose.test(contentType) ? maskText(body) : body;
}
