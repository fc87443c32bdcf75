import type { Line, Simulator } from '../../../simulators/simulator.js';
import { hex, toHex } from '../../support/hex.js';

/** A host on a wire of its own, that notes every write of the device by itself. */
export function plugHost(simulator: Simulator) {
  const writes: Uint8Array[] = [];
  let receiver: (bytes: Uint8Array) => void = () => {};
  const closeListeners: (() => void)[] = [];
  const host = {
    writes,
    closed: false,
    send: (bytes: Uint8Array | string) => receiver(typeof bytes === 'string' ? hex(bytes) : bytes),
    /** Everything heard so far, as hex. */
    heard: () => toHex(Buffer.concat(writes)),
    forget: () => writes.splice(0),
    hangUp() {
      host.closed = true;
      for (const listener of closeListeners) listener();
    },
  };
  const line: Line = {
    write: (bytes) => writes.push(bytes),
    onBytes: (listener) => {
      receiver = listener;
    },
    onClose: (listener) => closeListeners.push(listener),
    close: () => host.hangUp(),
  };
  simulator.connect(line);
  return host;
}
