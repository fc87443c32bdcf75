/**
 * What went wrong, as one sentence, whatever was thrown: node-hid hands over plain strings, a connection tried over
 * several addresses an AggregateError with an empty message, serialport texts that begin with `Error: `
 * (usb-hotplug.md, "exact texts").
 */
export function errorText(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) {
    return [...new Set(error.errors.map(errorText))].join('; ');
  }
  if (!(error instanceof Error)) return withoutPrefix(String(error));
  const code = 'code' in error ? String(error.code) : error.name;
  return withoutPrefix(error.message) || code;
}

function withoutPrefix(text: string): string {
  return text.replace(/^Error:\s*/, '').trim();
}
