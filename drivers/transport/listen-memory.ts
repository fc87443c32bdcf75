import type { ByteLink, CloseReason, ListenPort } from './link.js';
import { type MemoryEnd, memoryPair } from './memory.js';

/** A port without a network, and what a device does at it. */
export interface MemoryPort {
  readonly port: ListenPort;
  /** The device's end of a new connection; it is closed at once where the port is. */
  call(): MemoryEnd;
}

export function memoryPort(name = 'memory port'): MemoryPort {
  const links = new Set<ByteLink>();
  const waiting: ByteLink[] = [];
  let receiver: ((link: ByteLink) => void) | undefined;
  let isClosed = false;
  let resolveClosed: (reason: CloseReason) => void = () => undefined;
  const closed = new Promise<CloseReason>((resolve) => {
    resolveClosed = resolve;
  });
  return {
    port: {
      name,
      closed,
      onConnection(next) {
        receiver = next;
        for (const link of waiting.splice(0)) next(link);
      },
      async close() {
        isClosed = true;
        await Promise.all([...links].map((link) => link.close()));
        resolveClosed({ kind: 'local', detail: 'closed by us' });
      },
    },
    call() {
      const [host, device] = memoryPair(name);
      if (isClosed) void host.close();
      links.add(host);
      host.closed.then(() => links.delete(host));
      if (receiver) receiver(host);
      else waiting.push(host);
      return device;
    },
  };
}
