import { GatewayError } from '../../error.js';
import { wordOf, wordsOf } from './words.js';

/**
 * Everything this driver can say. LOGIN is not among it, as it would count us as a load that must be shut down first; nor
 * is anything that moves a UPS (INSTCMD, SET, FSD, MASTER, PRIMARY).
 */
export type NutCommand =
  | readonly ['VER' | 'NETVER' | 'PROTVER' | 'STARTTLS' | 'LOGOUT']
  | readonly ['LIST', 'UPS']
  | readonly ['LIST', 'VAR', string]
  | readonly ['GET', 'UPSDESC', string]
  | readonly ['GET', 'VAR', string, string];

/** The words a line may begin with, and how many follow them. */
const allowed: readonly { readonly words: readonly string[]; readonly more: number }[] = [
  ...['VER', 'NETVER', 'PROTVER', 'STARTTLS', 'LOGOUT'].map((word) => ({ words: [word], more: 0 })),
  { words: ['LIST', 'UPS'], more: 0 },
  { words: ['LIST', 'VAR'], more: 1 },
  { words: ['GET', 'UPSDESC'], more: 1 },
  { words: ['GET', 'VAR'], more: 2 },
];

export function encodeCommand(command: NutCommand): Uint8Array {
  return Buffer.from(`${command.map(wordOf).join(' ')}\n`, 'utf8');
}

/**
 * Throws PROTOCOL_UNSUPPORTED unless the bytes are exactly one line that is allowed; asked right in front of the wire, as
 * names come from the server and from the configuration.
 */
export function checkOutgoing(bytes: Uint8Array): void {
  const text = Buffer.from(bytes).toString('utf8');
  const line = text.slice(0, -1);
  const words = text.endsWith('\n') && !hasControls(line) ? wordsOf(line) : undefined;
  const fits = allowed.some(
    (each) =>
      words?.length === each.words.length + each.more && each.words.every((word, index) => words[index] === word),
  );
  if (fits) return;
  throw new GatewayError('PROTOCOL_UNSUPPORTED', `this is never sent to a NUT server: ${JSON.stringify(text)}`);
}

function hasControls(text: string): boolean {
  return /[\u0000-\u001f\u007f]/.test(text);
}
