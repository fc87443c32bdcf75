/** What an AM03127 takes from its line (led-boards-counters-hid.md 4.3). Texts are latin-1, a byte a sign. */
export type Am03127Frame = Order | NewId;

export interface Order {
  readonly kind: 'order';
  /** Two hex digits; `00` is everybody. */
  readonly id: string;
  /** Between the ID and the checksum. */
  readonly data: string;
  /** False when the checksum does not fit. */
  readonly intact: boolean;
  readonly wireLength: number;
}

/** `<ID><xx><E>`: the sign that hears it is `xx` from now on. */
export interface NewId {
  readonly kind: 'new-id';
  readonly id: string;
  readonly wireLength: number;
}

const start = '<ID';
const end = '<E>';
/** Bytes; the sources do not say how many a sign holds. */
const bufferLength = 1_024;

/** Gives the frames of a stream whose form is right, those with a wrong checksum too. A new start ends an old frame. */
export function createFrameDecoder(): (chunk: Uint8Array) => Am03127Frame[] {
  let buffer = '';

  const take = (byte: number): Am03127Frame | undefined => {
    buffer += String.fromCharCode(byte);
    if (buffer.endsWith(start)) buffer = start;
    if (!buffer.startsWith(start)) {
      buffer = buffer.slice(-(start.length - 1));
    } else if (buffer.endsWith(end)) {
      const frame = parseFrame(buffer);
      buffer = '';
      return frame;
    } else if (buffer.length >= bufferLength) {
      buffer = '';
    }
    return undefined;
  };
  return (chunk) => Array.from(chunk, take).filter((frame) => frame !== undefined);
}

function parseFrame(text: string): Am03127Frame | undefined {
  const wireLength = text.length;
  const newId = /^<ID><([0-9A-F]{2})><E>$/.exec(text)?.[1];
  if (newId !== undefined && newId !== '00') return { kind: 'new-id', id: newId, wireLength };
  const [, id, data, sum] = /^<ID([0-9A-F]{2})>(.+)([0-9A-F]{2})<E>$/s.exec(text) ?? [];
  if (id === undefined || data === undefined) return undefined;
  return { kind: 'order', id, data, intact: sum === checksum(data), wireLength };
}

/** All bytes xored, as two hex digits. */
export function checksum(data: string): string {
  const xor = Buffer.from(data, 'latin1').reduce((sum, byte) => sum ^ byte, 0);
  return xor.toString(16).toUpperCase().padStart(2, '0');
}
