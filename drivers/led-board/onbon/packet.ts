/**
 * The 14 bytes before every data field and the codes at its beginning (led-boards-counters-hid.md 2.3, 2.5, 2.6);
 * numbers are little-endian.
 */
const headerLength = 14;
const protocolVersion = 0x02;
/** DeviceType that fits every card. */
const anyDevice = 0xfe;
/** Response byte: the card must answer. */
const answerWanted = 0x01;

/** SrcAddr of the host; 8000 to DFFF belong to hosts. */
export const hostAddress = 0x8000;

/**
 * Every command this driver can send; nothing else can be encoded. Reset (A2 01) and format (A1 00) wipe a card: they
 * are not here and must never be (led-boards-counters-hid.md 2.6 and 7.6).
 */
export const commandCodes = {
  ping: [0xa2, 0x00],
  firmware: [0xa2, 0x04],
  status: [0xa1, 0x02],
  power: [0xa3, 0x00],
  brightness: [0xa3, 0x02],
  clock: [0xa2, 0x03],
  areas: [0xa3, 0x06],
  'clear-screen': [0xa3, 0x10],
} as const satisfies Record<string, readonly [number, number]>;

export type CommandName = keyof typeof commandCodes;

export interface PacketOptions {
  /** Screen number, 1 to FFFF. */
  readonly destination: number;
  readonly command: CommandName;
  /** First reserved byte of the data field; ProcessMode of `areas`. */
  readonly reserved?: number;
  /** What follows the five bytes of the prefix. */
  readonly payload?: readonly number[] | Uint8Array;
}

/** Header and data field of a request; the frame adds checksum and escapes. */
export function encodePacket({ destination, command, reserved = 0, payload = [] }: PacketOptions): Uint8Array {
  const data = [...commandCodes[command], answerWanted, reserved, 0, ...payload];
  const packet = new Uint8Array(headerLength + data.length);
  const view = new DataView(packet.buffer);
  view.setUint16(0, destination, true);
  view.setUint16(2, hostAddress, true);
  view.setUint8(10, anyDevice);
  view.setUint8(11, protocolVersion);
  view.setUint16(12, data.length, true);
  packet.set(data, headerLength);
  return packet;
}

export interface Packet {
  readonly destination: number;
  readonly source: number;
  /** What kind of card, see `modelOf`. */
  readonly deviceType: number;
  readonly data: Uint8Array;
}

/** Undefined when the content is no packet: too short, or its length field does not fit. */
export function decodePacket(content: Uint8Array): Packet | undefined {
  if (content.length < headerLength) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const data = content.slice(headerLength);
  if (view.getUint16(12, true) !== data.length) return undefined;
  return {
    destination: view.getUint16(0, true),
    source: view.getUint16(2, true),
    deviceType: view.getUint8(10),
    data,
  };
}

const models: ReadonlyMap<number, string> = new Map([
  [0x51, 'BX-5K1'],
  [0x58, 'BX-5K2'],
  [0x53, 'BX-5MK2'],
  [0x54, 'BX-5MK1'],
  [0x5c, 'BX-5K1Q-YY'],
  [0x61, 'BX-6K1'],
  [0x62, 'BX-6K2'],
  [0x63, 'BX-6K3'],
  [0x64, 'BX-6K1-YY'],
  [0x65, 'BX-6K2-YY'],
  [0x66, 'BX-6K3-YY'],
  [0x67, 'BX-6K1-4G'],
  [0x68, 'BX-6K2-4G'],
]);

/** Name of a DeviceType; undefined for the wildcard and what is not in the table of 2.3. */
export function modelOf(deviceType: number): string | undefined {
  return models.get(deviceType);
}
