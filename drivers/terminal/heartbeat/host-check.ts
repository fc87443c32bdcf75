import type { CheckContext } from '../probe/attempt.js';
import { tcpCheck } from '../probe/tcp-check.js';
import type { HeartbeatOptions } from './options.js';

type Host = NonNullable<HeartbeatOptions['host']>;

/** Whether the computer of the terminal answers at all. */
export interface HostVerdict {
  readonly alive: boolean;
  /** What was seen on each port, for the technician. */
  readonly detail: string;
}

/** Tries every port at once: that one is refused proves the computer alive as well as one that is open. */
export async function checkHost(
  { address, ports, timeoutMs }: Host,
  context: Omit<CheckContext, 'timeoutMs'>,
): Promise<HostVerdict> {
  const outcomes = await Promise.all(ports.map((port) => tcpCheck({ host: address, port }, { ...context, timeoutMs })));
  const isAlive = outcomes.map(({ kind }) => kind !== 'no-answer' && kind !== 'no-route');
  const seen = outcomes.map((outcome, index) => {
    const place = `tcp ${address}:${ports[index]}`;
    return 'reason' in outcome ? `${place}: ${outcome.reason}` : `${place} is ${outcome.kind}`;
  });
  const answering = seen.filter((_, index) => isAlive[index]);
  return answering.length > 0
    ? { alive: true, detail: answering.join(', ') }
    : { alive: false, detail: seen.join(', ') };
}
