import { hex } from '../../../support/hex.js';

const wakeUp = '00 00 00 00 00 01 ';
const sign01 = `${wakeUp}5A 30 31 02 `;

/** led-boards-counters-hid.md 4.2, whole packets; A3 as far as it is printed. */
export const vectors = {
  A1: hex(`${wakeUp}5A 30 30 02 45 24 41 41 55 30 31 30 30 46 46 30 30 04`),
  A2: hex(`${wakeUp}5A 30 30 02 45 24 30 42 4C 30 30 32 30 30 30 30 30 04`),
  A3: hex(`${wakeUp}5A 30 30 02 47 30 31 31 30 34 35 2E 32 38 20 03 02 47 31 32 2E 34 31 20 03`),
  A4: hex(`${sign01}41 41 1B 20 62 41 30 30 31 03 30 31 46 36 04`),
  A5: hex(`${sign01}41 41 1B 20 62 41 30 30 31 04`),
  A6: hex(`${sign01}47 42 41 30 30 31 03 30 31 36 30 04`),
  A7: hex(`${sign01}45 73 31 03 30 30 45 45 04`),
  A8: hex(`${sign01}46 2A 03 30 30 37 35 04`),
  A9: hex(`${sign01}42 41 03 30 30 38 38 04`),
  A10: hex(`${sign01}45 20 31 34 33 30 03 30 31 33 32 04`),
  A11: hex(`${sign01}45 2F 30 30 30 32 03 30 31 33 42 04`),
  A12: hex(`${sign01}45 24 41 41 55 30 30 38 30 46 46 46 46 42 42 4C 30 30 32 30 30 30 30 30 03 30 35 37 37 04`),
  A13: hex(`${sign01}45 2E 54 55 41 03 30 31 36 32 04`),
  A14: hex(`${sign01}45 2C 03 30 30 37 36 04`),
} as const;

/** What stands between `02` and `03` or the end. */
export function commandsIn(packet: Uint8Array): string[] {
  const text = Buffer.from(packet).toString('latin1');
  return text
    .split('\x02')
    .slice(1)
    .map((command) => command.replace(/[\x03\x04].*$/s, ''));
}

/** What a sign sends, as somebody would write it down from 4.1; its sum is added here by hand. */
export function signPacket(command: string, { nuls = 20, header = '000' } = {}): Uint8Array {
  const body = Buffer.from(`\x02${command}\x03`, 'latin1');
  const sum = body.reduce((total, byte) => total + byte, 0) % 65_536;
  const tail = `${sum.toString(16).toUpperCase().padStart(4, '0')}\x04`;
  return Buffer.concat([Buffer.alloc(nuls), Buffer.from(`\x01${header}`), body, Buffer.from(tail)]);
}
