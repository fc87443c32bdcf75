/** The four bytes, 20 to 7E each, of a process ID in the parameters of 1D 28 (ticket-printing.md 2.6); else undefined. */
export function processIdOf(params: readonly number[]): readonly number[] | undefined {
  const [letter, , , fn, m, ...id] = params;
  if (letter !== 0x48 || fn !== 0x30 || m !== 0x30 || id.length !== 4) return undefined;
  return id.every((byte) => byte >= 0x20 && byte <= 0x7e) ? id : undefined;
}
