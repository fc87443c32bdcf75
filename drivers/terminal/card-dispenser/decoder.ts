import { ack, nak, parseReply, type Reply, replyLength, stx } from './codec.js';

/** Something a unit said. */
export type Word =
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak' }
  | { readonly kind: 'reply'; readonly reply: Reply };

/**
 * A unit's words out of the stream of what it says. Takes any chunking; a damaged reply is dropped byte by byte until
 * something begins again; keeps less than one reply; never throws.
 */
export function createWordDecoder(): (chunk: Uint8Array) => Word[] {
  const held: number[] = [];
  return (chunk) => {
    const words: Word[] = [];
    for (const byte of chunk) {
      held.push(byte);
      for (let word = next(held); word; word = next(held)) if (word !== 'noise') words.push(word);
    }
    return words;
  };
}

/** Takes the first word off `held`, or one byte that begins none; undefined while more is needed. */
function next(held: number[]): Word | 'noise' | undefined {
  const [first] = held;
  if (first === undefined || (first === stx && held.length < replyLength)) return undefined;
  if (first === stx) {
    const reply = parseReply(Uint8Array.from(held.slice(0, replyLength)));
    if (reply) {
      held.splice(0, replyLength);
      return { kind: 'reply', reply };
    }
  }
  held.shift();
  if (first === ack) return { kind: 'ack' };
  return first === nak ? { kind: 'nak' } : 'noise';
}
