/** Bytes of UTF-8 that MQTT gives to a topic (MQTT 5.0 section 1.5.4). */
const maxBytes = 65_535;

/**
 * What a text would have to be to be an MQTT topic filter of a branch, undefined when it is one (MQTT 5.0 section 4.7).
 * Topics that start with `$` belong to the broker they are on and are not carried.
 */
export function topicFilterFault(filter: string): string | undefined {
  const levels = filter.split('/');
  if (filter === '') return 'a topic filter of at least one character, e.g. queue/#';
  if (filter.startsWith('$')) return 'a topic filter that does not start with $: those topics belong to the broker';
  if (levels.some((level, index) => level.includes('#') && (level !== '#' || index < levels.length - 1))) {
    return 'a topic filter with # only as its whole last level, e.g. queue/#';
  }
  if (levels.some((level) => level.includes('+') && level !== '+')) {
    return 'a topic filter with + only as a whole level, e.g. queue/+/ticket';
  }
  if (/[\u0000-\u001f\u007f-\u009f]/.test(filter)) return 'a topic filter without control characters';
  if (Buffer.byteLength(filter) > maxBytes) return `a topic filter of at most ${maxBytes} bytes`;
  return undefined;
}
