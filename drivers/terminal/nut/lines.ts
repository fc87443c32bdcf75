/** Bytes one line may have; NUT's own values end at 512 characters. */
export const lineLimit = 4_096;

/** A line without its end; undefined stands for one that was longer than allowed, of which nothing is kept. */
export type Line = string | undefined;

/** Cuts a stream into lines that end with LF, or CR LF; takes any chunking, keeps at most `lineLimit` bytes. */
export function createLineSplitter(limit = lineLimit): (chunk: Uint8Array) => Line[] {
  let kept: Uint8Array[] = [];
  let length = 0;
  let tooLong = false;
  const keep = (bytes: Uint8Array) => {
    length += bytes.length;
    if (length > limit) tooLong = true;
    // A copy, which a slice of a Buffer is not: the chunk may be used again by whoever delivered it.
    else if (bytes.length > 0) kept.push(Uint8Array.from(bytes));
    if (tooLong) kept = [];
  };
  const take = (): Line => {
    const line = tooLong ? undefined : Buffer.concat(kept).toString('utf8').replace(/\r$/, '');
    kept = [];
    length = 0;
    tooLong = false;
    return line;
  };
  return (chunk) => {
    const lines: Line[] = [];
    let from = 0;
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      keep(chunk.subarray(from, end));
      lines.push(take());
      from = end + 1;
    }
    keep(chunk.subarray(from));
    return lines;
  };
}
