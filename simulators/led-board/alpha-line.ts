import { z } from 'zod';
import { status } from './alpha-codec.js';

const baudRates = [1_200, 2_400, 4_800, 9_600, 19_200, 38_400] as const;
const formatShape = {
  baudRate: z.literal(baudRates).default(9_600),
  dataBits: z.literal([7, 8]).default(7),
  parity: z.enum(['none', 'even', 'odd']).default('even'),
};

/** How a serial line carries bytes. Stop bits are left out: a receiver is content with one. */
export const serialFormat = z.strictObject(formatShape);
/** The same for an action: the host always says all of it. */
export const hostFormat = {
  baudRate: formatShape.baudRate.unwrap(),
  dataBits: formatShape.dataBits.unwrap(),
  parity: formatShape.parity.unwrap(),
};

export type SerialFormat = z.output<typeof serialFormat>;

/** What the sign makes of the host's bytes; a simulated line carries them without a format. */
export interface Receiver {
  sign: SerialFormat;
  /** As the host has opened the line; undefined = as the sign listens. */
  host: SerialFormat | undefined;
  /** Bits of the serial error status that the line raises as it is, 0 when both ends agree. */
  troubles(): number;
  /** The bytes as the sign reads them: seven bits when it listens to seven, noise when the formats differ. */
  hear(bytes: Uint8Array): Uint8Array;
}

export function createReceiver(sign: SerialFormat, random: () => number): Receiver {
  const receiver: Receiver = {
    sign,
    host: undefined,
    troubles() {
      const { sign, host = sign } = receiver;
      if (sign.baudRate !== host.baudRate) return status.framing;
      return sign.dataBits === host.dataBits && sign.parity === host.parity ? 0 : status.parity;
    },
    hear(bytes) {
      if (receiver.troubles() !== 0) return bytes.map(() => 1 + Math.floor(random() * 255));
      return receiver.sign.dataBits === 7 ? bytes.map((byte) => byte & 0x7f) : bytes;
    },
  };
  return receiver;
}
