/** The entries whose key an earlier one has, each with that first one. */
export function repeated<Entry extends { readonly key: string }>(
  entries: readonly Entry[],
): { readonly first: Entry; readonly later: Entry }[] {
  const firsts = new Map<string, Entry>();
  const found: { first: Entry; later: Entry }[] = [];
  for (const entry of entries) {
    const first = firsts.get(entry.key);
    if (first) found.push({ first, later: entry });
    else firsts.set(entry.key, entry);
  }
  return found;
}
