/** How many parameter bytes follow, as far as those received tell; undefined when a printer would give up. */
type Length = (params: readonly number[]) => number | undefined;

const count =
  (bytes: number): Length =>
  () =>
    bytes;
/** fn pL pH and then pL + 256 pH bytes. */
const counted: Length = ([fn, low, high]) => {
  if (fn === undefined) return 1;
  return low === undefined || high === undefined ? 3 : 3 + low + 256 * high;
};
const cutForm: Length = ([form = 0]) => ([0x41, 0x42, 0x61, 0x62, 0x67, 0x68].includes(form) ? 2 : 1);
/** 30 m xL xH yL yH and then x * y bytes. */
const raster: Length = ([zero, , xLow = 0, xHigh = 0, yLow = 0, yHigh]) => {
  if (zero === undefined) return 1;
  if (zero !== 0x30) return undefined;
  if (yHigh === undefined) return 6;
  const pixels = (xLow + 256 * xHigh) * (yLow + 256 * yHigh);
  return pixels > 0 && pixels <= pictureLimit ? 6 + pixels : undefined;
};
/** p1 to p4 as a length over four bytes, after the letter. */
const countedLong: Length = ([letter, p1 = 0, p2 = 0, p3 = 0, p4]) => {
  if (letter === undefined) return 1;
  if (letter !== 0x4c) return undefined;
  if (p4 === undefined) return 5;
  const bytes = p1 + 256 * (p2 + 256 * (p3 + 256 * p4));
  return bytes <= pictureLimit ? 5 + bytes : undefined;
};
/** m nL nH and then columns of 1 or 3 bytes. */
const columns: Length = ([m, nLow = 0, nHigh]) => {
  if (m === undefined) return 1;
  if (![0, 1, 32, 33].includes(m)) return undefined;
  return nHigh === undefined ? 3 : 3 + (nLow + 256 * nHigh) * (m >= 32 ? 3 : 1);
};
/** n and then n pictures, each xL xH yL yH and its bytes. */
const oldLogos: Length = (params) => {
  const [count] = params;
  if (count === undefined) return 1;
  let length = 1;
  for (let logo = 0; logo < count; logo++) {
    const [xLow = 0, xHigh = 0, yLow = 0, yHigh] = params.slice(length, length + 4);
    if (yHigh === undefined) return length + 4;
    length += 4 + (xLow + 256 * xHigh) * (yLow + 256 * yHigh) * 8;
    if (length > pictureLimit) return undefined;
  }
  return length;
};
/** m and then bytes up to 00, or from 41 on m n and n bytes. */
const barcode: Length = (params) => {
  const [m, n] = params;
  if (m === undefined) return 1;
  if (m >= 0x41 && m <= 0x49) return n === undefined ? 2 : 2 + n;
  if (m > 0x06 || params.length > barcodeLimit) return undefined;
  return params.length > 1 && params.at(-1) === 0 ? params.length : params.length + 1;
};

/** Pulse, power-off and clear; by the time they come up in sequence they are long done. */
const deviceControl: Length = ([fn]) => ({ 1: 3, 2: 3, 8: 8 })[fn ?? 0] ?? 1;

/** 30 resets and 32 reads: 00 nL nH. */
const counter: Length = ([fn]) => (fn === undefined ? 1 : fn === 0x30 || fn === 0x32 ? 4 : undefined);

const barcodeLimit = 256;
/** Bytes; more than 80 mm paper takes, and what bounds a command that never ends. */
const pictureLimit = 1_048_576;

/** Every command by its first two bytes (ticket-printing.md 2.1 to 2.6). */
const table = {
  '10 04': ['real-time', count(1)],
  '10 05': ['real-time', count(1)],
  '10 14': ['real-time', deviceControl],
  '1B 21': ['ascii-mode', count(1)],
  '1B 2A': ['columns', columns],
  '1B 2D': ['underline', count(1)],
  '1B 32': ['default-spacing', count(0)],
  '1B 33': ['spacing', count(1)],
  '1B 40': ['initialise', count(0)],
  '1B 45': ['bold', count(1)],
  '1B 4A': ['feed-dots', count(1)],
  '1B 4D': ['font', count(1)],
  '1B 52': ['look', count(1)],
  '1B 61': ['align', count(1)],
  '1B 63': ['panel', count(2)],
  '1B 64': ['feed-lines', count(1)],
  '1B 69': ['cut-full', count(0)],
  '1B 6D': ['cut-partial', count(0)],
  '1B 74': ['look', count(1)],
  '1C 21': ['chinese-mode', count(1)],
  '1C 26': ['chinese-on', count(0)],
  '1C 28': ['function', counted],
  '1C 2D': ['underline', count(1)],
  '1C 2E': ['chinese-off', count(0)],
  '1C 70': ['old-logo', count(2)],
  '1C 71': ['old-logos', oldLogos],
  '1C 57': ['chinese-double', count(1)],
  '1D 21': ['size', count(1)],
  '1D 28': ['function', counted],
  '1D 38': ['graphics', countedLong],
  '1D 42': ['reverse', count(1)],
  '1D 48': ['look', count(1)],
  '1D 49': ['identity', count(1)],
  '1D 4C': ['look', count(2)],
  '1D 56': ['cut', cutForm],
  '1D 57': ['look', count(2)],
  '1D 61': ['automatic-status', count(1)],
  '1D 66': ['look', count(1)],
  '1D 67': ['counter', counter],
  '1D 68': ['barcode-height', count(1)],
  '1D 6B': ['barcode', barcode],
  '1D 72': ['queued-status', count(1)],
  '1D 76': ['raster', raster],
  '1D 77': ['look', count(1)],
} as const satisfies Record<string, readonly [string, Length]>;

/** `look`: margins, code pages and the like, taken but not recorded. */
export type Command = (typeof table)[keyof typeof table][0];

/** What the receive buffer holds, piece by piece. */
export type Operation =
  | { readonly kind: 'text'; readonly byte: number }
  | { readonly kind: 'line-feed' | 'tab' }
  | { readonly kind: 'command'; readonly command: Command; readonly params: readonly number[] }
  | { readonly kind: 'unknown'; readonly bytes: readonly number[] };

export interface Parser {
  /** What this byte completes. */
  push(byte: number): Operation[];
  /** Forgets a command of which bytes are missing. */
  reset(): void;
}

const leads = [0x10, 0x1b, 0x1c, 0x1d];
const realTimeLead = 0x10;

/**
 * Takes the stream apart as a printer does: one command after the other, by length, no way to resynchronise.
 * @param missing commands this unit has not, e.g. `1D 67`, or `1D 28 6B` for one function.
 */
export function createParser(missing: ReadonlySet<string> = new Set()): Parser {
  let lead: number | undefined;
  let open: { command: Command; code: readonly number[]; length: Length; needed: number } | undefined;
  let params: number[] = [];

  const begin = (byte: number): Operation[] => {
    if (leads.includes(byte)) lead = byte;
    else if (byte === 0x0a) return [{ kind: 'line-feed' }];
    else if (byte === 0x09) return [{ kind: 'tab' }];
    else if (byte >= 0x20) return [{ kind: 'text', byte }];
    return [];
  };
  const choose = (first: number, second: number): Operation[] => {
    const entry = lookUp(first, second);
    if (entry && !missing.has(`${hexByte(first)} ${hexByte(second)}`)) {
      open = { command: entry[0], code: [first, second], length: entry[1], needed: 0 };
      params = [];
      return complete(open);
    }
    if (first === realTimeLead) return begin(second);
    // A control byte is never the code of a command, so it starts something new.
    if (second < 0x20) return [{ kind: 'unknown', bytes: [first] }, ...begin(second)];
    return [{ kind: 'unknown', bytes: [first, second] }];
  };
  const complete = (waiting: NonNullable<typeof open>): Operation[] => {
    const [letter] = params;
    if (params.length === 1 && letter !== undefined && missing.has([...waiting.code, letter].map(hexByte).join(' '))) {
      open = undefined;
      return [{ kind: 'unknown', bytes: waiting.code }, ...begin(letter)];
    }
    if (params.length < waiting.needed) return [];
    const needed = waiting.length(params);
    if (needed !== undefined && params.length < needed) {
      waiting.needed = needed;
      return [];
    }
    open = undefined;
    if (needed === undefined) return [{ kind: 'unknown', bytes: [...waiting.code, ...params] }];
    return [{ kind: 'command', command: waiting.command, params }];
  };

  return {
    push(byte) {
      if (open) {
        params.push(byte);
        return complete(open);
      }
      if (lead === undefined) return begin(byte);
      const first = lead;
      lead = undefined;
      return choose(first, byte);
    },
    reset() {
      lead = undefined;
      open = undefined;
    },
  };
}

function lookUp(first: number, second: number): readonly [Command, Length] | undefined {
  const key = `${hexByte(first)} ${hexByte(second)}`;
  return Object.hasOwn(table, key) ? table[key as keyof typeof table] : undefined;
}

/** `0A` */
export function hexByte(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
