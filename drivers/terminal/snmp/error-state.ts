/** hrPrinterDetectedErrorState by bit number, the most significant bit of the first byte first (terminal-health.md 2.1). */
export const errorBits = [
  'lowPaper',
  'noPaper',
  'lowToner',
  'noToner',
  'doorOpen',
  'jammed',
  'offline',
  'serviceRequested',
  'inputTrayMissing',
  'outputTrayMissing',
  'markerSupplyMissing',
  'outputNearFull',
  'outputFull',
  'inputTrayEmpty',
  'overduePreventMaint',
] as const;
export type ErrorBit = (typeof errorBits)[number];

/** The bits that are set. A device sends no byte, one or two; what comes after has no meaning. */
export function decodeErrorState(bytes: Uint8Array): ErrorBit[] {
  return errorBits.filter((_name, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}
