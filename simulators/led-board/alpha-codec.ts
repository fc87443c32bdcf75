/** The wire format of Alpha signs as the sign sees it (led-boards-counters-hid.md 4.1). Texts are latin-1, a byte a sign. */
export interface AlphaPacket {
  /** Which kind of sign it is meant for; `Z` is all, `0` marks what a sign says. */
  readonly type: string;
  /** Two hex digits; `00` is everybody, `?` stands for any digit. */
  readonly address: string;
  /** In the order of the packet; empty when it was too long. */
  readonly commands: readonly AlphaCommand[];
  /** Longer than the receive buffer: lost. */
  readonly overflow: boolean;
  /** Bytes it took on the wire, five leading NULs counted. */
  readonly wireLength: number;
}

export interface AlphaCommand {
  /** `A` to `J`; empty when there was none. */
  readonly code: string;
  readonly data: string;
  /** False when there is a checksum and it does not fit. */
  readonly intact: boolean;
}

/** Bits of the serial error status; bit 6 is always on. */
export const status = {
  idle: 0x40,
  illegal: 0x20,
  checksum: 0x10,
  overflow: 0x08,
  framing: 0x02,
  parity: 0x01,
} as const;

const startOfHeader = '\x01';
const startOfText = '\x02';
const endOfText = '\x03';
const endOfTransmission = 0x04;
/** With fewer the sign does not find the speed of the line. */
const leadingNuls = 5;
const nulsOfAnswer = 20;
/** Bytes; the sources do not say how many a sign holds. */
const bufferLength = 4_096;

/** Gives the packets of a stream whose form is right. A NUL ends whatever was under way, so noise costs no packet. */
export function createPacketDecoder(): (chunk: Uint8Array) => AlphaPacket[] {
  let nuls = 0;
  let body: string | undefined;
  let wireLength = 0;

  const take = (byte: number): AlphaPacket | undefined => {
    const led = nuls >= leadingNuls;
    nuls = byte === 0 ? nuls + 1 : 0;
    if (byte === 0) {
      body = undefined;
    } else if (led && byte === 0x01) {
      body = '';
      wireLength = leadingNuls + 1;
    } else if (body !== undefined) {
      wireLength++;
      if (byte === endOfTransmission) {
        const packet = parsePacket(body, wireLength);
        body = undefined;
        return packet;
      }
      if (body.length <= bufferLength) body += String.fromCharCode(byte);
    }
    return undefined;
  };
  return (chunk) => Array.from(chunk, take).filter((packet) => packet !== undefined);
}

function parsePacket(body: string, wireLength: number): AlphaPacket | undefined {
  const [header = '', ...parts] = body.split(startOfText);
  const [, type, address] = /^([!-~])([0-9A-F?]{2})$/.exec(header) ?? [];
  if (type === undefined || address === undefined || parts.length === 0) return undefined;
  if (body.length > bufferLength) return { type, address, commands: [], overflow: true, wireLength };
  const commands = parts.map((part, index) => parseCommand(part, index === parts.length - 1));
  if (commands.includes(undefined)) return undefined;
  return { type, address, commands: commands.filter((it) => it !== undefined), overflow: false, wireLength };
}

/** Only the last command of a packet may go without ETX. */
function parseCommand(part: string, last: boolean): AlphaCommand | undefined {
  const [, content, end, sum] = /^([^\x03]*)(?:(\x03)([0-9A-F]{4})?)?$/.exec(part) ?? [];
  if (content === undefined || (end === undefined && !last)) return undefined;
  const intact = sum === undefined || sum === checksum(`${startOfText}${content}${endOfText}`);
  return { code: content.slice(0, 1), data: content.slice(1), intact };
}

/** What a sign answers to a read: the command that would write the same. */
export function encodeReply(address: string, command: string): Uint8Array {
  const framed = `${startOfText}${command}${endOfText}`;
  const packet = `${startOfHeader}0${address}${framed}${checksum(framed)}`;
  return Buffer.from(`${'\0'.repeat(nulsOfAnswer)}${packet}\x04`, 'latin1');
}

/** Sum of the bytes from STX to ETX in 16 bits as four hex digits. */
export function checksum(framed: string): string {
  const sum = Buffer.from(framed, 'latin1').reduce((total, byte) => total + byte, 0) & 0xffff;
  return sum.toString(16).toUpperCase().padStart(4, '0');
}

/** Whether a packet for `wanted` is for the sign with the address `own`. */
export function isFor(own: string, wanted: string): boolean {
  return wanted === '00' || [...wanted].every((digit, index) => digit === '?' || digit === own[index]);
}
