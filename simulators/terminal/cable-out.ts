import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** Connections the system completes by itself for a listener with a backlog of one, and one more for good measure. */
const fillers = 3;

/** Listens and then never accepts: once the queue is full the system answers no further SYN, as if nobody were there. */
const deafListener = `
  const { createServer } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = createServer((socket) => socket.destroy());
  server.listen({ host: workerData.host, port: workerData.port, backlog: 1 }, () => {
    parentPort.postMessage('listening');
    setImmediate(() => {
      Atomics.wait(new Int32Array(workerData.hold), 0, 0);
      server.close();
    });
  });
`;

/**
 * Makes an address silent: a connection to it is neither taken nor refused, as of a host whose cable is out. The
 * address must be free. Resolves with what ends it and frees the address.
 */
export async function cableOut(address: { host: string; port: number }): Promise<() => Promise<void>> {
  const hold = new SharedArrayBuffer(4);
  const worker = new Worker(deafListener, { eval: true, workerData: { ...address, hold } });
  await once(worker, 'message');
  const sockets: Socket[] = [];
  for (let filler = 0; filler < fillers; filler++) {
    const socket = connect(address);
    socket.on('error', () => undefined);
    sockets.push(socket);
  }
  // The first one is answered by the system; of the others nobody can say when their SYN is dropped.
  await once(sockets[0] as Socket, 'connect');
  return async () => {
    for (const socket of sockets) socket.destroy();
    Atomics.store(new Int32Array(hold), 0, 1);
    Atomics.notify(new Int32Array(hold), 0);
    await worker.terminate();
  };
}
