import { errorText } from './error-text.js';

/** What the system's error means at a printer device, and what to do about it. */
const meanings: Readonly<Record<string, string>> = {
  EACCES: 'the gateway may not open it; its user must be in the group of the device, usually lp',
  EBUSY: 'another program has it open, e.g. the print server CUPS; a printer device serves one at a time',
  EIO: 'the transfer failed; the printer was switched off or unplugged, or its cable is bad',
  ENODEV: 'the printer was switched off or unplugged',
  ENOENT: 'the printer is off, unplugged or has another number now, or the kernel module usblp is not loaded',
  ENOSPC: 'the printer is out of paper',
  ENXIO: 'the printer was switched off or unplugged',
};

/** The system's own words with their meaning, as one sentence. */
export function printerError(error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const meaning = meanings[code];
  return new Error(meaning ? `${errorText(error)} (${meaning})` : errorText(error), { cause: error });
}
