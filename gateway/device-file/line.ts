import { crc32 } from 'node:zlib';

/**
 * A file of lines that say whether they are whole: eight hex digits of crc32, a space, JSON in UTF-8, a newline. Read from
 * either end, and a line that has gone bad harms no other: the next newline is a new beginning (docs/device-file.md).
 */
const newline = 0x0a;
const crcLength = 8;
/** Longest line that is taken for one, bytes. */
export const maxLineBytes = 64 * 1024;

export function encodeLine(value: unknown): Buffer {
  const json = JSON.stringify(value);
  return Buffer.from(`${checksum(Buffer.from(json))} ${json}\n`);
}

/** The value of a line without its newline; undefined when it is damaged. */
export function decodeLine(line: Buffer): unknown {
  if (line.length < crcLength + 3 || line[crcLength] !== 0x20) return undefined;
  const json = line.subarray(crcLength + 1);
  if (line.toString('latin1', 0, crcLength) !== checksum(json)) return undefined;
  try {
    return JSON.parse(json.toString('utf8'));
  } catch {
    return undefined;
  }
}

function checksum(json: Buffer): string {
  return crc32(json).toString(16).padStart(crcLength, '0');
}

/** Lines of a file, newest first; one without a newline at the end is torn and left out. */
export function* linesBackwards(bytes: Buffer): Generator<Buffer> {
  let end = bytes.lastIndexOf(newline);
  while (end >= 0) {
    const before = end === 0 ? -1 : bytes.lastIndexOf(newline, end - 1);
    if (end > before + 1) yield bytes.subarray(before + 1, end);
    end = before;
  }
}

export function* lines(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(newline, start);
    if (end < 0) return;
    if (end > start) yield bytes.subarray(start, end);
    start = end + 1;
  }
}

/** Bytes up to and with the last newline: what is behind is a write that a power cut tore. */
export function wholeLength(bytes: Buffer): number {
  return bytes.lastIndexOf(newline) + 1;
}
