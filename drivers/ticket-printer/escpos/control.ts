import { concat, initialise } from './builder.js';

/**
 * Bytes of the ESC/POS commands that ask a printer or govern it; those that make a ticket are in `builder.ts`. Pure:
 * each function gives one command. A parameter out of range is a mistake of ours and throws a RangeError.
 */

/** DLE EOT n: printer, offline cause, error cause, paper. Answered at once, also while offline (ticket-printing.md 2.6). */
export const requestStatus = (n: 1 | 2 | 3 | 4): Uint8Array => Uint8Array.of(0x10, 0x04, n);

/** DLE EOT 20 of Custom kiosk units: answered at once by six bytes, among them the ticket still held (3.2). */
export const requestFullStatus = (): Uint8Array => Uint8Array.of(0x10, 0x04, 20);

/**
 * GS a 0F: drawer, online, errors and paper are reported by themselves from here on, and the present state at once.
 * 1B 40, a reset and a loss of power end it (2.6, 3.3).
 */
export const automaticStatus = (on: boolean): Uint8Array => Uint8Array.of(0x1d, 0x61, on ? 0x0f : 0);

/** GS r 1: answered by one byte when everything before it has been done, so it stands as a fence behind the cut (2.6). */
export const requestQueuedStatus = (): Uint8Array => Uint8Array.of(0x1d, 0x72, 0x01);

const identityBytes = { model: 1, type: 2, firmware: 3 } as const;
export type IdentityByte = keyof typeof identityBytes;

/** GS I 1 to 3: answered by one byte (2.6). */
export const requestIdentityByte = (what: IdentityByte): Uint8Array => Uint8Array.of(0x1d, 0x49, identityBytes[what]);

const texts = { firmware: 0x41, maker: 0x42, model: 0x43, serial: 0x44 } as const;
export type IdentityText = keyof typeof texts;

/** GS I 41 to 44: answered by a text block (2.6, 3.4). */
export const requestText = (what: IdentityText): Uint8Array => Uint8Array.of(0x1d, 0x49, texts[what]);

/**
 * GS ( H 48: the printer says this ID once the data before it has been printed (2.6, 3.5).
 *
 * @param id four characters 20 to 7E; ascending, as a later one also vouches for those before it
 */
export function processId(id: string): Uint8Array {
  if (!/^[ -~]{4}$/.test(id)) throw new RangeError(`process ID is "${id}"; allowed: four characters 20 to 7E`);
  return Uint8Array.of(0x1d, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30, ...Buffer.from(id, 'latin1'));
}

const offlineResponses = { off: 0x30, on: 0x31, 'with-cause': 0x32 } as const;

/** GS ( H 49: whether the printer says 37 23 when it goes offline while data waits (2.6, 3.4). */
export const offlineResponse = (say: keyof typeof offlineResponses): Uint8Array =>
  Uint8Array.of(0x1d, 0x28, 0x48, 0x03, 0x00, 0x31, 0x30, offlineResponses[say]);

/** Numbers of the counters of cuts: since the printer was made, and since somebody last set it to zero (2.6). */
export const cutCounters = { cumulative: 0xb2, resettable: 0x32 } as const;
export type CutCounter = keyof typeof cutCounters;

/** GS g 2: answered in sequence by a text block of decimal digits (2.6, 3.4). */
export const requestCutCounter = (counter: CutCounter): Uint8Array =>
  Uint8Array.of(0x1d, 0x67, 0x32, 0x00, cutCounters[counter], 0x00);

/** ESC c 5: whether the buttons on the panel do anything; off in kiosks, where customers reach them (2.6). */
export const panelButtons = (enabled: boolean): Uint8Array => Uint8Array.of(0x1b, 0x63, 0x35, enabled ? 0 : 1);

/** Bytes a broken-off command still waits for at most, as others found out (ticket-printing.md section 8, W12). */
const usualGap = 8_192;

/**
 * What completes a command that was sent in part, whatever it was, and resets the modes it may have changed (W12). Ends
 * automatic status, as every 1B 40 does.
 *
 * @param missing bytes the command may still wait for, the length of the job it stood in is enough; never less than usual
 *   is sent, because a status request may have been taken for the length of a command that broke off before it
 */
export const padding = (missing = 0): Uint8Array => concat([new Uint8Array(Math.max(missing, usualGap)), initialise()]);

/**
 * To be sent before anything else to a printer that may wait for the rest of a command: a length that is still missing
 * is then 0, and not what the next question's own bytes make of it, 29,213 for 1D 72 (W12). One that waits for nothing
 * ignores it.
 *
 * @param cutsProve a rise of the cut counter is taken for a whole ticket. Zeros would complete a broken-off 1D 56 to a
 * cut on the spot, 15 mm too high: 06 is no cut, and what it makes of a length is covered by what follows.
 */
export const noLength = (cutsProve: boolean): Uint8Array =>
  cutsProve ? concat([[0x06], new Uint8Array(2_047)]) : new Uint8Array(16);

/**
 * The commands that act at once on what is being printed, past everything that waits before them, and who has them sent.
 * This list is all of them: what else begins like one is refused before the wire (`findIntervention`), because a picture
 * that happens to contain one would end a ticket half-way (ticket-printing.md 2.4).
 */
export const interventions = {
  /** DLE DC4 8: drops all that is not on paper yet; answered by 37 25 00. */
  clear: {
    bytes: [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08],
    sentBy: 'driver',
    when: 'W2, W6, W7, W12',
  },
  /** DLE ENQ 1: goes on with the line that failed, once the jam is cleared. */
  resume: { bytes: [0x10, 0x05, 0x01], sentBy: 'person', when: 'W8' },
  /** DLE ENQ 2: drops all that is not on paper yet, then goes on. */
  dropAndResume: { bytes: [0x10, 0x05, 0x02], sentBy: 'person', when: 'W8' },
} as const satisfies Record<string, Intervention>;

interface Intervention {
  readonly bytes: readonly number[];
  /** `driver`: it may do so of its own accord. `person`: only when somebody at the printer asked for it. */
  readonly sentBy: 'driver' | 'person';
  /** The windows in which it may (ticket-printing.md section 8). */
  readonly when: string;
}

export const intervention = (which: keyof typeof interventions): Uint8Array =>
  Uint8Array.from(interventions[which].bytes);

/** Parameters with which 10 05 and 10 14 do something: recover; pulse, power off, buzzer, status, buffers (2.6). */
const actsAtOnce: Readonly<Record<number, readonly number[]>> = { 5: [0, 1, 2], 20: [1, 2, 3, 7, 8] };

/** Where in these bytes a printer would find a command that acts at once; -1 when nowhere. */
export function findIntervention(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(0x10); at !== -1; at = bytes.indexOf(0x10, at + 1)) {
    if (actsAtOnce[bytes[at + 1] ?? 0]?.includes(bytes[at + 2] ?? -1)) return at;
  }
  return -1;
}
