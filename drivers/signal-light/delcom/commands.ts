import type { LightColor, SignalArgs } from '../contract.js';

/**
 * Commands of a Delcom light: feature report 65, eight bytes, the second one the command (led-boards-counters-hid.md 6.3).
 * LEDs are active low: a bit of the port that is 0 is lit.
 */
const shortCommand = 0x65;
const commandBytes = 8;
const writePort = 0x02;
const setFlash = 0x14;

/** Port bits of the LEDs there are. */
export const ledBits = 0x07;

/** By what the third LED is. */
export type ThirdLed = 'blue' | 'yellow';

const lit: Readonly<Record<ThirdLed, Partial<Record<LightColor, number>>>> = {
  yellow: { off: 0, green: 0x01, red: 0x02, yellow: 0x04 },
  // Green and red together are yellow to the eye where the three sit behind one cap.
  blue: { off: 0, green: 0x01, red: 0x02, blue: 0x04, yellow: 0x03, white: 0x07 },
};

export function colorsOf(thirdLed: ThirdLed): LightColor[] {
  return Object.keys(lit[thirdLed]) as LightColor[];
}

/** Bits of the LEDs of a colour; a colour the light lacks is dark. */
export function bitsOf(color: LightColor, thirdLed: ThirdLed): number {
  return lit[thirdLed][color] ?? 0;
}

/** The commands for a signal, in the order in which they are sent: flashing first, so that no other LED ever flashes. */
export function delcomReports({ color, mode }: SignalArgs, thirdLed: ThirdLed): Uint8Array[] {
  const bits = bitsOf(color, thirdLed);
  const flashing = mode === 'blink' ? bits : 0;
  return [command(setFlash, ledBits & ~flashing, flashing), command(writePort, 0xff & ~bits, 0)];
}

/** Numbers under which lights give their ports; which one depends on the firmware. */
export const readPortReports: readonly number[] = [0x64, 0x01];
export const portReplyBytes = commandBytes;

/** Bits that are lit by a reply with the ports; the number of the report stands before it on some systems. */
export function litBitsOf(reply: Uint8Array, reportNumber: number): number | undefined {
  const port = reply[reply[0] === reportNumber ? 3 : 2];
  return port === undefined ? undefined : ~port & ledBits;
}

function command(code: number, low: number, high: number): Uint8Array {
  const report = new Uint8Array(commandBytes);
  report.set([shortCommand, code, low, high]);
  return report;
}
