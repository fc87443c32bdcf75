import type { LightColor, SignalArgs } from '../contract.js';

/**
 * Commands of a Luxafor light: report number 0, then mode, led, R, G, B, p1, p2, p3 (led-boards-counters-hid.md 6.3). Which
 * of the sides 41 and 42 is the front is told in two ways, so all LEDs are lit together.
 */
const modes = { solid: 0x01, strobe: 0x03, version: 0x80 } as const;
const allLeds = 0xff;

/** Speed of the published example; a lower one is faster. */
const strobeSpeed = 0xb4;
/** Whether 0 means "for ever" is not published: the most there is, and again with each poll. */
const strobeTimes = 0xff;

const rgb: Readonly<Record<LightColor, readonly [number, number, number]>> = {
  off: [0, 0, 0],
  green: [0, 0xff, 0],
  yellow: [0xff, 0xff, 0],
  red: [0xff, 0, 0],
  blue: [0, 0, 0xff],
  white: [0xff, 0xff, 0xff],
};

export function luxaforReport({ color, mode }: SignalArgs): Uint8Array {
  const blink = mode === 'blink' && color !== 'off';
  return blink
    ? Uint8Array.of(0, modes.strobe, allLeds, ...rgb[color], strobeSpeed, 0, strobeTimes)
    : Uint8Array.of(0, modes.solid, allLeds, ...rgb[color], 0, 0, 0);
}

export const versionRequest: Uint8Array = Uint8Array.of(0, modes.version, 0, 0, 0, 0, 0, 0, 0);

/** The firmware's number of an answer to `versionRequest`; undefined for another report. */
export function versionOf(report: Uint8Array): number | undefined {
  return report[0] === modes.version ? report[1] : undefined;
}
