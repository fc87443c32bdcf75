/** Bytes left in the buffer at which the host has to stop, and may go on (ticket-printing.md 2.8). */
interface Thresholds {
  readonly full: number;
  readonly free: number;
}

const usual: Thresholds = { full: 128, free: 256 };
/** For a receive buffer of 45 bytes. */
const small: Thresholds = { full: 16, free: 26 };
const smallest = 512;

/** Whether the host has to wait, with the hysteresis of a real unit. */
export interface FlowControl {
  update(state: { readonly buffered: number; readonly offline: boolean }): void;
}

export function createFlowControl(options: {
  readonly bufferBytes: number;
  readonly busyWhen: 'full' | 'full-or-offline';
  readonly stop: () => void;
  readonly go: () => void;
}): FlowControl {
  const { bufferBytes, busyWhen, stop, go } = options;
  const { full, free } = bufferBytes < smallest ? small : usual;
  let stopped = false;
  return {
    update({ buffered, offline }) {
      const left = bufferBytes - buffered;
      const busy = busyWhen === 'full-or-offline' && offline;
      const before = stopped;
      stopped = busy || (stopped ? left < free : left <= full);
      if (stopped && !before) stop();
      if (before && !stopped) go();
    },
  };
}
