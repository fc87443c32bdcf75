/** Verdicts remembered, so that a client that publishes on one topic pays for the filters once. */
const mostRemembered = 1_000;

/**
 * What the first filter that fits a topic stands for; undefined when none fits. Rules of MQTT 3.1.1 section 4.7: `+` is
 * one level, `#` the rest with its parent, and neither at the front fits a topic that starts with `$`.
 */
export function compileFilters<T>(
  filters: readonly { readonly filter: string; readonly chain: T }[],
): (topic: string) => T | undefined {
  const compiled = filters.map(({ filter, chain }) => ({ levels: filter.split('/'), chain }));
  const remembered = new Map<string, T | undefined>();
  return (topic) => {
    if (remembered.has(topic)) return remembered.get(topic);
    const levels = topic.split('/');
    const verdict = compiled.find((each) => fits(each.levels, levels))?.chain;
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(topic, verdict);
    return verdict;
  };
}

function fits(filter: readonly string[], topic: readonly string[]): boolean {
  const [first = ''] = filter;
  if ((first === '+' || first === '#') && topic[0]?.startsWith('$')) return false;
  for (const [index, level] of filter.entries()) {
    if (level === '#') return true;
    if (index >= topic.length || (level !== '+' && level !== topic[index])) return false;
    if (index === filter.length - 2 && filter[index + 1] === '#' && topic.length === index + 1) return true;
  }
  return filter.length === topic.length;
}
