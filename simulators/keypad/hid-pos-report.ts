const reportBytes = 64;
const dataAt = 5;
/** Bytes of a code that one report has room for. */
const room = 56;
const vendorSymbologyAt = 61;
const vendorSymbology = 0x73;
const moreAt = 63;

/**
 * A code as the scanner says it: `number | length | ] aim | data, zero padded | vendor symbology | 0 | more`.
 * @param aim the two characters behind `]`, e.g. `Q0`.
 */
export function scannedReports(code: {
  readonly report: number;
  readonly text: string;
  readonly aim: string;
}): Uint8Array[] {
  const bytes = Buffer.from(code.text, 'utf8');
  const count = Math.max(1, Math.ceil(bytes.length / room));
  return Array.from({ length: count }, (_, index) => {
    const data = bytes.subarray(index * room, (index + 1) * room);
    const report = new Uint8Array(reportBytes);
    report.set([code.report, data.length, ...Buffer.from(`]${code.aim}`, 'latin1')]);
    report.set(data, dataAt);
    report[vendorSymbologyAt] = vendorSymbology;
    report[moreAt] = index < count - 1 ? 1 : 0;
    return report;
  });
}
