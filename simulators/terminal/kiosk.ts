import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { action, parse } from '../action.js';
import { noFaults } from '../faults.js';
import type { Simulator, World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { cableOut } from './cable-out.js';
import { checkKioskFaults } from './kiosk-faults.js';
import { lineStream } from './kiosk-stream.js';

/** There is nothing to choose. */
export const kioskOptions = z.strictObject({});

export interface KioskView {
  readonly power: 'on' | 'off';
  readonly application: 'healthy' | 'crashed' | 'hanging' | 'slow' | 'failing' | 'wrong' | 'off' | 'cut-off';
  /** HTTP requests since the beginning, also those without an answer. */
  readonly requests: number;
}

export interface Kiosk extends Simulator {
  /** Serves http://host:port/health until `close`. Resolves with the port in use; rejects when it cannot be had. */
  listen(address: { host: string; port: number }): Promise<number>;
}

interface Condition {
  readonly application: KioskView['application'];
  /** Whether the port is open. */
  readonly up: boolean;
  /** The cable is out: connections are neither taken nor refused. */
  readonly cut?: true;
  /** Absent: no answer ever comes. */
  readonly answer?: { readonly status: number; readonly body: string; readonly afterMs: number };
}

const fine = { status: 200, body: '{"status":"ok"}', afterMs: 0 };
const healthy: Condition = { application: 'healthy', up: true, answer: fine };

/**
 * A self-service terminal as a health probe meets it (terminal-health.md 4): an HTTP server whose /health says
 * `{"status":"ok"}`. Crashed or without power, nothing listens on its port; it comes back on the same one. Its actions
 * resolve when the port is as they want it.
 */
export function createKiosk(world: World, options: z.input<typeof kioskOptions> = {}): Kiosk {
  parse(kioskOptions, options);
  const timers = createTimers(world.clock);
  const faults = noFaults();
  const connections = new Set<Duplex>();
  let condition = healthy;
  let requests = 0;
  let address: { host: string; port: number } | undefined;
  let port: Promise<void> = Promise.resolve();
  let plugIn: (() => Promise<void>) | undefined;

  const server = createServer((request, response) => {
    requests++;
    if (faults.silent || !condition.answer) return;
    const { status, body, afterMs } = condition.answer;
    const known = request.url === '/health';
    answer(response, known ? status : 404, known ? body : '{"status":"not found"}', afterMs + faults.lateMs);
  });
  server.on('connection', (socket: Duplex) => {
    if (faults.unplugged) return void socket.destroy();
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  const answer = (response: ServerResponse, status: number, body: string, afterMs: number) => {
    const send = () => response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    if (afterMs > 0) timers.after(afterMs, send);
    else send();
  };
  const hangUp = () => {
    timers.clear();
    for (const connection of connections) connection.destroy();
  };
  /** One change of the port after the other; the last one wanted stays. */
  const bringPort = (): Promise<void> => {
    port = port
      .catch(() => {})
      .then(async () => {
        if (plugIn && !(address && condition.cut)) {
          await plugIn();
          plugIn = undefined;
        }
        if (server.listening && !(address && condition.up)) {
          const closed = once(server, 'close');
          server.close();
          hangUp();
          await closed;
        } else if (!server.listening && address && condition.up) {
          const wanted = address;
          server.listen(wanted.port, wanted.host);
          await once(server, 'listening');
          wanted.port = (server.address() as AddressInfo).port;
        }
        if (address && condition.cut && !plugIn) plugIn = await cableOut(address);
      });
    return port;
  };
  const become = (next: Condition): Promise<void> => {
    if (!next.up || next === healthy) hangUp();
    condition = next;
    return bringPort();
  };

  return {
    kind: 'terminal/kiosk',
    faults,
    setFaults(patch) {
      Object.assign(faults, checkKioskFaults(patch));
      if (faults.unplugged) hangUp();
    },
    async listen({ host, port: asked }) {
      const wanted = { host, port: asked };
      address = wanted;
      await bringPort();
      return wanted.port;
    },
    connect(line) {
      if (!condition.up) return line.close();
      server.emit('connection', lineStream(line));
    },
    restart() {
      become(healthy).catch(() => {});
    },
    actions: {
      crash: action({}, () => become({ application: 'crashed', up: false })),
      hang: action({}, () => become({ application: 'hanging', up: true })),
      slow: action({ ms: z.int().min(1).max(600_000) }, ({ ms }) =>
        become({ application: 'slow', up: true, answer: { ...fine, afterMs: ms } }),
      ),
      error: action({ status: z.int().min(400).max(599).default(500) }, ({ status }) =>
        become({ application: 'failing', up: true, answer: { status, body: '{"status":"error"}', afterMs: 0 } }),
      ),
      'wrong-body': action({ body: z.string().max(4_096).default('<html>maintenance</html>') }, ({ body }) =>
        become({ application: 'wrong', up: true, answer: { ...fine, body } }),
      ),
      /** Nothing listens until `recover` or a restart. */
      'power-off': action({}, () => become({ application: 'off', up: false })),
      /** Somebody pulls the network cable; `recover` puts it back. */
      'pull-cable': action({}, () => become({ application: 'cut-off', up: false, cut: true })),
      recover: action({}, () => become(healthy)),
    },
    view: (): KioskView => ({
      power: condition.application === 'off' ? 'off' : 'on',
      application: condition.application,
      requests,
    }),
    close() {
      address = undefined;
      hangUp();
      bringPort().catch(() => {});
    },
  };
}
