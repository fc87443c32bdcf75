import type { Place } from './tap.js';

/**
 * Places on the line to or from a printer at which a story begins (ticket-printing.md 2.2, 2.6, 3.5). A place that a
 * ticket does not have, because the printer is not asked for IDs, is never reached.
 */

const processId = Buffer.from([0x1d, 0x28, 0x48]);
/** GS ( k: two bytes of length follow. */
const lengthy = Buffer.from([0x1d, 0x28, 0x6b]);
const cut = Buffer.from([0x1d, 0x56]);
const processIdAnswer = Buffer.from([0x37, 0x22]);

/** Inside the bytes of the ticket with this number, which leave in one write. */
const inJob =
  (number: string, at: (job: Buffer) => number): Place =>
  (bytes) => {
    const place = bytes.includes(number) ? at(bytes) : -1;
    return place < 0 ? undefined : place;
  };

/** Not one byte of the ticket passes. */
export const beforeJob = (number: string): Place => inJob(number, () => 0);
/** A share of its bytes passes, 0 to 1. */
export const partOfJob = (number: string, share: number): Place =>
  inJob(number, (job) => Math.floor(job.length * share));
/** All that is printed passes, nothing asks whether it was and nothing cuts it. */
export const beforeFirstId = (number: string): Place => inJob(number, (job) => job.indexOf(processId));
/** The first ID passes, the cut does not. */
export const beforeCut = (number: string): Place => inJob(number, (job) => job.lastIndexOf(cut));
/** The blade moves; nobody asks whether it did. */
export const beforeLastId = (number: string): Place => inJob(number, (job) => job.lastIndexOf(processId));
/** The first bytes of the command pass that asks for the last ID: the printer waits for its parameters. */
export const insideLastId = (number: string): Place =>
  inJob(number, (job) => {
    const at = job.lastIndexOf(processId);
    return at < 0 ? at : at + 5;
  });
/** A command has begun whose length is still to come. */
export const insideLength = (number: string): Place =>
  inJob(number, (job) => {
    const at = job.indexOf(lengthy);
    return at < 0 ? at : at + 3;
  });
/** The cut has begun, which cut it is to be is still to come. */
export const insideCut = (number: string): Place =>
  inJob(number, (job) => {
    const at = job.lastIndexOf(cut);
    return at < 0 ? at : at + 2;
  });
/** The QR code is announced, its data is cut off: the printer waits for many bytes. */
export const insideQr = (number: string): Place => inJob(number, (job) => job.indexOf(`ticket:${number}`) + 3);
/** All of it. */
export const behindJob = (number: string): Place => inJob(number, (job) => job.length);

/** The printer's n-th answer with a process ID from now on does not pass, from 1. */
export function beforeIdAnswer(nth = 1): Place {
  let left = nth;
  return (bytes) => {
    for (let at = bytes.indexOf(processIdAnswer); at >= 0; at = bytes.indexOf(processIdAnswer, at + 1)) {
      left -= 1;
      if (left === 0) return at;
    }
    return undefined;
  };
}

/** The next answer with a process ID passes, nothing after it. */
export const behindIdAnswer: () => Place = () => {
  const place = beforeIdAnswer();
  return (bytes) => {
    const at = place(bytes);
    return at === undefined ? undefined : at + 7;
  };
};

/** Nothing passes any more. */
export const here: Place = () => 0;

/** Takes answers with process IDs out of what the printer says; at most so many of them. */
export function losingIds(most = Number.POSITIVE_INFINITY): (bytes: Buffer) => Buffer {
  let left = most;
  return (bytes) => {
    let kept = bytes;
    for (let at = kept.indexOf(processIdAnswer); at >= 0 && left > 0; at = kept.indexOf(processIdAnswer, at)) {
      kept = Buffer.concat([kept.subarray(0, at), kept.subarray(at + 7)]);
      left -= 1;
    }
    return kept;
  };
}
