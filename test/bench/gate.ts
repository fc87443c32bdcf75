import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to the centre that can be shut: behind it the centre stays, and who watches there. */
export interface Gate {
  readonly port: number;
  open(): Promise<void>;
  /** Refuses and cuts. */
  shut(): Promise<void>;
}

/** Shut at first. */
export function gateTo(centralPort: number, port: number): Gate {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  const pass = (near: Socket) => {
    const far = connect({ port: centralPort, host: '127.0.0.1', noDelay: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  };
  return {
    port,
    async open() {
      const next = createServer({ noDelay: true }, pass);
      server = next;
      await new Promise<void>((resolve) => next.listen(port, '127.0.0.1', resolve));
    },
    async shut() {
      const last = server;
      server = undefined;
      for (const socket of sockets) socket.destroy();
      if (last) await new Promise((resolve) => last.close(resolve));
    },
  };
}
