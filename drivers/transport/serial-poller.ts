import type { EventEmitter } from 'node:events';
import type { SerialPort } from 'serialport';

/** Bits of libuv. */
const READABLE = 1;
const WRITABLE = 2;

/** The part of serialport's poller that is changed; it is not in its types. */
interface Poller extends EventEmitter {
  poll(events: number): void;
}

/**
 * Lets an open port wait for both directions at once. The poller of bindings-cpp 13.0.0 hands libuv only the direction
 * asked for last: while a write waits for room, a byte that comes in makes it wait for ever (until the next byte), and the
 * other way round nothing is heard. A printer that holds us back and reports its open cover is enough. Here every request
 * names all that somebody waits for.
 */
export function pollBothDirections(port: SerialPort): void {
  const { poller } = (port.port ?? {}) as { poller?: Poller };
  if (!poller) return;
  const poll = poller.poll.bind(poller);
  poller.poll = (events) => {
    const reading = poller.listenerCount('readable') > 0 ? READABLE : 0;
    const writing = poller.listenerCount('writable') > 0 ? WRITABLE : 0;
    poll(events | reading | writing);
  };
}
