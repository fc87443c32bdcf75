/**
 * Rows as RFC 4180, with CRLF, and a byte order mark, without which Excel takes Chinese for something else. A cell that a
 * spreadsheet would take for a formula gets an apostrophe in front: notes come from people and details from devices.
 */
export function csv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(text: string): string {
  const safe = isFormula(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Numbers may be negative; anything else with such a beginning, also in full width, could be a formula. */
function isFormula(text: string): boolean {
  return /^\s*[=+\-@＝＋－＠\t\r]/.test(text) && !/^-?\d+(?:\.\d+)?$/.test(text);
}
