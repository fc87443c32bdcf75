import { type Chain, chains } from '../../gateway/uplink/outbox/outbox.js';
import type { Arrival } from './centre.js';

export interface Place {
  readonly epoch: string;
  readonly chain: Chain;
  readonly seq: number;
}

export function placeOf({ outbox = '' }: Pick<Arrival, 'outbox'>): Place | undefined {
  const [epoch = '', chain = '', seq = ''] = outbox.split('.');
  const known = chains.find((each) => each === chain);
  return known && { epoch, chain: known, seq: Number(seq) };
}

/** Numbers of a chain from 1 to the newest that came which never came. */
export function holesIn(arrivals: readonly Arrival[], chain: Chain): number[] {
  const seqs = new Set(arrivals.map(placeOf).flatMap((place) => (place?.chain === chain ? [place.seq] : [])));
  return Array.from({ length: Math.max(0, ...seqs) }, (_, index) => index + 1).filter((seq) => !seqs.has(seq));
}

/** The first arrival of each envelope, in order. */
export function firstOfEach(arrivals: readonly Arrival[]): Arrival[] {
  const seen = new Set<string>();
  return arrivals.filter(({ envelope }) => {
    if (!envelope || seen.has(envelope.id)) return false;
    seen.add(envelope.id);
    return true;
  });
}
