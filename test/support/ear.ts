import type { ByteLink } from '../../drivers/transport/link.js';

/** What comes in over a link. */
export interface Ear {
  /** Everything so far. */
  readonly bytes: number[];
  /** Resolves with everything so far when there are at least `count` bytes. */
  atLeast(count: number): Promise<number[]>;
}

/** Listens from now on, in place of whoever listened before. */
export function listenTo(link: Pick<ByteLink, 'onData'>): Ear {
  const bytes: number[] = [];
  let wake = () => {};
  link.onData((chunk) => {
    bytes.push(...chunk);
    wake();
  });
  const atLeast = async (count: number) => {
    while (bytes.length < count) await new Promise<void>((resolve) => (wake = resolve));
    return bytes;
  };
  return { bytes, atLeast };
}
