/**
 * Card and SIM dispensers QU-CD-720M/820M, v3.19 (terminal-health.md 5.2). The host sends `STX C1 C2 ETX BCC`, the unit says
 * ACK or NAK, the host asks for the result with ENQ, the unit replies `STX R1 R2 D1 D2 D3 ETX BCC`. BCC is the XOR of all
 * bytes before it: weak, so length, letters and digits are checked as well.
 */
export const stx = 0x02;
export const etx = 0x03;
export const enq = 0x05;
export const ack = 0x06;
export const nak = 0x15;

export const requestLength = 5;
export const replyLength = 8;

/** The only commands the gateway ever sends: what state, which flags, which version. */
export const questions = { state: 'RF', flags: 'PB', version: 'GV' } as const;
export type Question = (typeof questions)[keyof typeof questions];

export function encodeQuestion(question: Question): Uint8Array {
  const body = [stx, ...Buffer.from(question, 'latin1'), etx];
  return Uint8Array.from([...body, bcc(body)]);
}

/** The flags of a PB reply by digit and bit, least significant first. */
const flagBits = [
  ['binFull', 'dispenseFailure', 'callingBack', 'dispensing'],
  ['hopperLow', 'jammed', 'calledBack', 'cardTaken'],
  ['ready', 'atRead', 'atTake', 'hopperEmpty'],
] as const;
export type Flag = (typeof flagBits)[number][number];

/** States of an RF reply by priority: of several that hold the unit names the first. */
export const states = [
  { digits: '200', flag: 'dispenseFailure', text: 'dispense failure' },
  { digits: '020', flag: 'jammed', text: 'card jammed' },
  { digits: '100', flag: 'binFull', text: 'recycle bin full' },
  { digits: '800', flag: 'dispensing', text: 'dispensing' },
  { digits: '400', flag: 'callingBack', text: 'calling back' },
  { digits: '004', flag: 'atTake', text: 'card at the take position' },
  { digits: '002', flag: 'atRead', text: 'card at the read position' },
  { digits: '008', flag: 'hopperEmpty', text: 'hopper empty' },
  { digits: '010', flag: 'hopperLow', text: 'hopper low' },
  { digits: '000', flag: 'ready', text: 'ready' },
  { digits: '001', flag: undefined, text: 'not ready' },
] as const;
export type StateDigits = (typeof states)[number]['digits'];

export type Reply =
  | { readonly question: 'RF'; readonly digits: StateDigits }
  | { readonly question: 'PB'; readonly digits: string; readonly flags: ReadonlySet<Flag> }
  | { readonly question: 'GV'; readonly version: string };

/** The one reply these bytes are; undefined when anything in them is not as it must be. */
export function parseReply(bytes: Uint8Array): Reply | undefined {
  if (bytes.length !== replyLength || bytes[0] !== stx || bytes[6] !== etx) return undefined;
  if (bcc(bytes.subarray(0, 7)) !== bytes[7]) return undefined;
  const letters = String.fromCharCode(...bytes.subarray(1, 3));
  const text = String.fromCharCode(...bytes.subarray(3, 6));
  if (letters === 'SF') return parseState(text);
  if (letters === 'PB') return parseFlags(text);
  return letters === 'GV' && /^[\x20-\x7e]{3}$/.test(text) ? { question: 'GV', version: text } : undefined;
}

function parseState(text: string): Reply | undefined {
  const state = states.find(({ digits }) => digits === text);
  return state && { question: 'RF', digits: state.digits };
}

/** Four flags in the low nibble of each character, 30 to 3F. */
function parseFlags(text: string): Reply | undefined {
  if (!/^[\x30-\x3f]{3}$/.test(text)) return undefined;
  const flags = new Set<Flag>();
  for (const [digit, names] of flagBits.entries()) {
    for (const [bit, name] of names.entries()) if (text.charCodeAt(digit) & (1 << bit)) flags.add(name);
  }
  return { question: 'PB', digits: text, flags };
}

export function bcc(bytes: Iterable<number>): number {
  let result = 0;
  for (const byte of bytes) result ^= byte;
  return result;
}
