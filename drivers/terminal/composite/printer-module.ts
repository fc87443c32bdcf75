import type { Saying } from './source.js';

/** A ticket printer as the receipt printer of a terminal; nothing while it has told nothing. */
export function printerModule(state: Readonly<Record<string, unknown>>): Readonly<Record<string, Saying>> {
  const { paper, cover, ready } = state;
  if (paper === undefined && cover === undefined && ready === undefined) return {};
  return { 'receipt-printer': saying({ paper, cover, ready }) };
}

function saying({ paper, cover, ready }: Readonly<Record<string, unknown>>): Saying {
  if (paper === 'out') return { status: 'fail', detail: 'paper: out' };
  if (cover === 'open') return { status: 'fail', detail: 'cover: open' };
  if (ready === false) return { status: 'fail', detail: 'ready: false' };
  return paper === 'low' ? { status: 'warn', detail: 'paper: low' } : { status: 'ok' };
}
