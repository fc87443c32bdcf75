/**
 * Outermost layer of the Alpha protocol (led-boards-counters-hid.md 4.1): NULs, `01`, whom, `02`, one command, `03`, its
 * sum, `04`. Strings here are bytes, one character each.
 */

/** What a sign says: a reply to a question, or one status byte after `06` or `15`. */
export type Said =
  | { readonly kind: 'reply'; readonly command: string }
  | { readonly kind: 'ack' | 'nak'; readonly status: number };

export interface Destination {
  /** Type code, `Z` for signs of all types. */
  readonly type: string;
  /** Two hex digits. */
  readonly address: string;
}

const [soh, stx, etx, eot, ack, nak] = [0x01, 0x02, 0x03, 0x04, 0x06, 0x15];
/** What a sign takes the speed of the line from. */
const wakeUp = '\0\0\0\0\0';

/** A packet that is still open after this many bytes is noise. */
const bufferLimit = 4_096;

/** 16-bit sum from `02` to `03`, four upper-case hex digits. */
export function checksum(command: string): string {
  let sum = stx + etx;
  for (const byte of Buffer.from(command, 'latin1')) sum += byte;
  return (sum & 0xffff).toString(16).toUpperCase().padStart(4, '0');
}

export function encodePacket(command: string, { type, address }: Destination): Uint8Array {
  const packet = `${wakeUp}\x01${type}${address}\x02${command}\x03${checksum(command)}\x04`;
  return Uint8Array.from(Buffer.from(packet, 'latin1'));
}

/** Takes the stream in any pieces. Any `01` begins a packet anew; what does not fit its sum is noise. */
export class SignDecoder {
  #packet: string | undefined;
  #verdict: 'ack' | 'nak' | undefined;

  push(chunk: Uint8Array): Said[] {
    const said: Said[] = [];
    for (const byte of chunk) {
      const one = this.#take(byte);
      if (one) said.push(one);
    }
    return said;
  }

  #take(byte: number): Said | undefined {
    if (byte === soh) {
      this.#packet = '';
      this.#verdict = undefined;
      return undefined;
    }
    return this.#packet === undefined ? this.#outside(byte) : this.#inside(this.#packet, byte);
  }

  #outside(byte: number): Said | undefined {
    const kind = this.#verdict;
    this.#verdict = byte === ack ? 'ack' : byte === nak ? 'nak' : undefined;
    // Bit 6 of a status is always 1; what follows without it is none.
    return kind && (byte & 0xc0) === 0x40 ? { kind, status: byte } : undefined;
  }

  #inside(packet: string, byte: number): Said | undefined {
    const isOver = byte === eot || packet.length === bufferLimit;
    this.#packet = isOver ? undefined : packet + String.fromCharCode(byte);
    if (byte !== eot) return undefined;
    // From a sign of type 0, to whom it may concern: our own packet coming back has another head.
    const [, command, sum] = /^000\x02(.+)\x03([0-9A-F]{4})$/s.exec(packet) ?? [];
    return command !== undefined && checksum(command) === sum ? { kind: 'reply', command } : undefined;
  }
}
