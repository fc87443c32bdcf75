/**
 * The wire format of HPC088/HPC168 as the counter sees it (led-boards-counters-hid.md 5.1):
 * `02 | ID(4) | CMD(2) | LEN(2) | DATA(2 x LEN) | CHK(2) | 03`, upper-case hex digits in ASCII. The door query alone
 * comes with LEN 06 and no data.
 */
export interface CounterFrame {
  /** Four decimal digits. */
  readonly id: string;
  readonly command: number;
  readonly data: readonly number[];
}

const stx = 0x02;
const etx = 0x03;
/** Digits of ID, CMD, LEN and CHK. */
const fixedDigits = 10;
const mostDigits = fixedDigits + 2 * 255;

export function encodeFrame({ id, command, data }: CounterFrame): Uint8Array {
  const body = id + [command, data.length, ...data].map(hexPair).join('');
  return Uint8Array.from([stx, ...Buffer.from(body + hexPair(checksum(body)), 'ascii'), etx]);
}

/** Gives the whole, correct frames of a stream; anything else is dropped without a word. */
export function createFrameDecoder(): (chunk: Uint8Array) => CounterFrame[] {
  let digits: string | undefined;
  return (chunk) => {
    const frames: CounterFrame[] = [];
    for (const byte of chunk) {
      if (byte === stx) {
        digits = '';
      } else if (digits !== undefined && byte === etx) {
        const frame = parseFrame(digits);
        if (frame) frames.push(frame);
        digits = undefined;
      } else if (digits !== undefined) {
        digits = isHexDigit(byte) && digits.length < mostDigits ? digits + String.fromCharCode(byte) : undefined;
      }
    }
    return frames;
  };
}

function parseFrame(digits: string): CounterFrame | undefined {
  if (digits.length < fixedDigits || digits.length % 2 !== 0) return undefined;
  const body = digits.slice(0, -2);
  if (Number.parseInt(digits.slice(-2), 16) !== checksum(body)) return undefined;
  const id = body.slice(0, 4);
  const [command = 0, length = 0, ...data] = pairs(body.slice(4));
  const bareDoorQuery = command === 0x66 && length === 6 && data.length === 0;
  if (data.length !== length && !bareDoorQuery) return undefined;
  return /^\d{4}$/.test(id) ? { id, command, data } : undefined;
}

/** The hex text read pairwise as bytes, summed modulo 256. */
function checksum(text: string): number {
  return pairs(text).reduce((sum, value) => sum + value, 0) & 0xff;
}

function pairs(text: string): number[] {
  return (text.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
}

function hexPair(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46);
}
