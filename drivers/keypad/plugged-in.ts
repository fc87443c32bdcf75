import { sleep } from '../clock.js';
import { GatewayError } from '../error.js';
import type { KeypadContext } from './contract.js';

/** ms a new link has to stay. */
const proofMs = 300;

/**
 * Contact with a device that cannot be asked is that its link stays: a relay whose device is unplugged takes a connection
 * and ends it. Rejects with TRANSPORT_CLOSED.
 */
export async function pluggedIn({ link, clock, signal }: KeypadContext<unknown>): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  signal.addEventListener('abort', end, { once: true });
  let why: string | undefined;
  void link.closed.then(({ detail }) => {
    why = detail;
    end();
  });
  await sleep(clock, proofMs, over.signal);
  signal.removeEventListener('abort', end);
  if (why !== undefined) throw new GatewayError('TRANSPORT_CLOSED', `${link.name}: ${why}`);
}
