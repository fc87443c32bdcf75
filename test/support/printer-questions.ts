/**
 * What a gateway asks a printer between tickets (ticket-printing.md 2.6): DLE EOT 1 to 4, GS a, GS g 2 for the cut
 * counters, GS r 1. None of it puts anything on paper.
 */
const forms = [/\x10\x04[\x01-\x04]/, /\x1da[\x00-\xff]/, /\x1dg2\x00[\xb2\x32]\x00/, /\x1dr\x01/];
const question = new RegExp(forms.map(({ source }) => source).join('|'), 'gs');

/** What is left of these bytes without the questions, in hexadecimal digits; empty = nothing was to be printed. */
export function besideQuestions(bytes: Buffer): string {
  return Buffer.from(bytes.toString('latin1').replace(question, ''), 'latin1').toString('hex');
}
