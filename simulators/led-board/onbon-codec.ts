import { anyDeviceType } from './onbon-models.js';

/**
 * The wire format of Onbon BX cards as the card sees it (led-boards-counters-hid.md 2.2 to 2.5): `A5`s, an escaped
 * body of header (14), data and checksum (2), `5A`.
 */
export interface OnbonPacket {
  /** Screen number it is meant for; FFFF and FFFE are the broadcasts. */
  readonly destination: number;
  readonly source: number;
  /** True when dynamic areas are to be alone on the glass (DisplayMode 1). */
  readonly dynamicFirst: boolean;
  /** False when the checksum does not fit; the rest can then be anything. */
  readonly intact: boolean;
  /** Group, command and what follows. */
  readonly data: Uint8Array;
  /** Bytes it took on the wire, the leading A5 counted once. */
  readonly wireLength: number;
}

const head = 0xa5;
const tail = 0x5a;
const headerLength = 14;
const checksumLength = 2;
const protocolVersion = 0x02;
/** Receive buffer of the card in bytes; a longer frame is lost. */
const bufferLength = 1024;

/** Raw bytes and the pairs that stand for them on the wire. */
const escapes: readonly (readonly [raw: number, first: number, second: number])[] = [
  [0xa5, 0xa6, 0x02],
  [0xa6, 0xa6, 0x01],
  [0x5a, 0x5b, 0x02],
  [0x5b, 0x5b, 0x01],
];

export function encodePacket({
  destination,
  source,
  deviceType = anyDeviceType,
  data,
}: Pick<OnbonPacket, 'destination' | 'source'> & { deviceType?: number; data: readonly number[] }): Uint8Array {
  const body = [
    ...littleEndian(destination),
    ...littleEndian(source),
    ...[0, 0, 0, 0, 0, 0, deviceType, protocolVersion],
    ...littleEndian(data.length),
    ...data,
  ];
  const wire = [...body, ...littleEndian(crc16(body))].flatMap(escapeByte);
  return Uint8Array.from([...Array<number>(8).fill(head), ...wire, tail]);
}

/** Gives the frames of a stream whose form is right, those with a wrong checksum too. */
export function createPacketDecoder(): (chunk: Uint8Array) => OnbonPacket[] {
  let body: number[] | undefined;
  let wireLength = 0;
  let pendingEscape: number | undefined;

  const take = (byte: number): OnbonPacket | undefined => {
    if (byte === head) {
      body = [];
      wireLength = 1;
      pendingEscape = undefined;
      return undefined;
    }
    if (!body) return undefined;
    wireLength++;
    if (byte === tail) {
      const packet = pendingEscape === undefined ? parsePacket(Uint8Array.from(body), wireLength) : undefined;
      body = undefined;
      return packet;
    }
    if (pendingEscape !== undefined) {
      const raw = unescapePair(pendingEscape, byte);
      pendingEscape = undefined;
      if (raw === undefined) body = undefined;
      else body.push(raw);
    } else if (escapes.some(([, first]) => first === byte)) {
      pendingEscape = byte;
    } else {
      body.push(byte);
    }
    if (wireLength >= bufferLength) body = undefined;
    return undefined;
  };
  return (chunk) => Array.from(chunk, take).filter((packet) => packet !== undefined);
}

function escapeByte(byte: number): readonly number[] {
  return escapes.find(([raw]) => raw === byte)?.slice(1) ?? [byte];
}

function unescapePair(first: number, second: number): number | undefined {
  return escapes.find(([, ...pair]) => pair[0] === first && pair[1] === second)?.[0];
}

function parsePacket(body: Uint8Array, wireLength: number): OnbonPacket | undefined {
  if (body.length < headerLength + checksumLength) return undefined;
  const view = new DataView(body.buffer);
  const dataLength = view.getUint16(12, true);
  if (view.getUint8(11) !== protocolVersion) return undefined;
  if (body.length !== headerLength + dataLength + checksumLength) return undefined;
  const covered = body.subarray(0, headerLength + dataLength);
  const check = checks[view.getUint8(8)];
  return {
    destination: view.getUint16(0, true),
    source: view.getUint16(2, true),
    dynamicFirst: view.getUint8(9) === 1,
    intact: check?.(covered, view.getUint16(covered.length, true)) ?? false,
    data: covered.slice(headerLength),
    wireLength,
  };
}

/** CheckMode: 0 CRC, 1 sum, 2 none. */
const checks: readonly ((bytes: Uint8Array, sent: number) => boolean)[] = [
  (bytes, sent) => crc16(bytes) === sent,
  (bytes, sent) => (bytes.reduce((sum, byte) => sum + byte, 0) & 0xffff) === sent,
  () => true,
];

/** CRC-16/ARC: reflected A001, start 0; BB3D for "123456789". */
export function crc16(bytes: Iterable<number>): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

function littleEndian(value: number): [number, number] {
  return [value & 0xff, (value >>> 8) & 0xff];
}
