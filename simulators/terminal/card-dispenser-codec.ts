/**
 * The wire format of QU-CD-720M/820M card dispensers as the unit sees it (terminal-health.md 5.2): the host sends
 * `STX C1 C2 ETX BCC`, the unit says ACK or NAK, the host asks with ENQ, the unit replies `STX R1 R2 D1 D2 D3 ETX BCC`.
 * BCC is the XOR of all bytes before it.
 */
export const ack = 0x06;
export const nak = 0x15;
const stx = 0x02;
const etx = 0x03;
const enq = 0x05;

export type DispenserRequest =
  /** Two letters, e.g. `RF`. */
  | { readonly kind: 'command'; readonly code: string }
  /** Has the length of a command, and a wrong ETX or BCC. */
  | { readonly kind: 'broken' }
  | { readonly kind: 'enquiry' };

export function encodeReply(code: string, data: string): Uint8Array {
  const body = [stx, ...Buffer.from(code + data, 'latin1'), etx];
  return Uint8Array.from([...body, xor(body)]);
}

/** Takes any chunking; bytes outside a frame that are no ENQ are dropped without a word. */
export function createRequestDecoder(): (chunk: Uint8Array) => DispenserRequest[] {
  let frame: number[] = [];
  return (chunk) => {
    const requests: DispenserRequest[] = [];
    for (const byte of chunk) {
      if (frame.length === 0 && byte !== stx) {
        if (byte === enq) requests.push({ kind: 'enquiry' });
        continue;
      }
      frame.push(byte);
      if (frame.length < 5) continue;
      requests.push(parseFrame(frame));
      frame = [];
    }
    return requests;
  };
}

function parseFrame(frame: readonly number[]): DispenserRequest {
  const [, first = 0, second = 0, end, bcc] = frame;
  if (end !== etx || bcc !== xor(frame.slice(0, 4))) return { kind: 'broken' };
  return { kind: 'command', code: String.fromCharCode(first, second) };
}

function xor(bytes: readonly number[]): number {
  return bytes.reduce((all, byte) => all ^ byte, 0);
}
