import type { Simulator } from './simulator.js';

/** One end of a byte stream that a host holds the other end of, e.g. of an in-memory pair. */
export interface StreamEnd {
  write(bytes: Uint8Array): unknown;
  onData(receiver: (bytes: Uint8Array) => void): void;
  readonly closed: Promise<unknown>;
  close(): unknown;
}

/** Connects a simulator to one end of a stream. Bytes written after the end has closed are lost, as on a cut wire. */
export function plugIn(simulator: Simulator, end: StreamEnd): void {
  simulator.connect({
    write: (bytes) => void attempt(() => end.write(bytes)),
    onBytes: (receiver) => end.onData(receiver),
    onClose: (listener) => void end.closed.then(listener, listener),
    close: () => void attempt(() => end.close()),
  });
}

async function attempt(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch {
    // The host is gone; its `closed` tells the simulator.
  }
}
