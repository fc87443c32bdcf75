import type { ByteLinkSettings } from './link.js';

/**
 * ms one byte takes on the wire; 0 on a network and on USB. A write resolves when the operating system has the bytes,
 * which at 9600 baud is about 1 ms per byte before the device has them.
 */
export function byteTimeMs(settings: ByteLinkSettings): number {
  if (settings.type !== 'serial') return 0;
  const bits = 1 + settings.dataBits + (settings.parity === 'none' ? 0 : 1) + settings.stopBits;
  return (bits * 1_000) / settings.baudRate;
}
