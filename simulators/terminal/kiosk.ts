import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { action, parse } from '../action.js';
import { checkKnown, noFaults } from '../faults.js';
import type { Simulator, World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { kioskCertificate, kioskCertificateSchema } from './kiosk-certificates.js';
import * as conditions from './kiosk-condition.js';
import { createKioskPort } from './kiosk-port.js';
import { lineStream } from './kiosk-stream.js';
import { refuseUpgrade, type Talk, takeUpgrade } from './kiosk-websocket.js';

export const kioskOptions = z.strictObject({
  certificate: kioskCertificateSchema
    .optional()
    .describe('serves TLS with it: lasting, ended, or PEM texts; absent = without TLS'),
});

export interface KioskView {
  readonly power: 'on' | 'off';
  readonly application: conditions.Condition['application'];
  /** HTTP requests since the beginning, also those without an answer; upgrades count. */
  readonly requests: number;
  /** The WebSocket that ended last. */
  readonly lastTalk?: Talk;
}

export interface Kiosk extends Simulator {
  /** Serves http(s)://host:port/health and WebSockets until `close`. Resolves with the port in use. */
  listen(address: { host: string; port: number }): Promise<number>;
}

/**
 * A self-service terminal as a health probe meets it (terminal-health.md 4): an HTTP server whose /health says
 * `{"status":"ok"}`, and which takes WebSockets. Crashed or without power, nothing listens on its port; it comes back on
 * the same one. Its actions resolve when the port is as they want it.
 */
export function createKiosk(world: World, options: z.input<typeof kioskOptions> = {}): Kiosk {
  const { certificate } = parse(kioskOptions, options);
  const timers = createTimers(world.clock);
  const faults = noFaults();
  const connections = new Set<Duplex>();
  let condition = conditions.healthy;
  let requests = 0;
  let lastTalk: Talk | undefined;

  const respond: RequestListener = (request, response) => {
    requests++;
    if (faults.silent || !condition.answer) return;
    const { status, body, afterMs } = condition.answer;
    const known = request.url === '/health';
    answer(response, known ? status : 404, known ? body : '{"status":"not found"}', afterMs + faults.lateMs);
  };
  const server = certificate ? createTlsServer(kioskCertificate(certificate), respond) : createServer(respond);
  server.on('connection', (socket: Duplex) => {
    // A handshake that breaks off is the other side's affair.
    socket.on('error', () => undefined);
    if (faults.unplugged) return void socket.destroy();
    if (condition.resets) return void (socket as Socket).resetAndDestroy?.();
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('upgrade', (request, socket: Duplex) => {
    requests++;
    socket.on('error', () => undefined);
    if (faults.silent || !condition.answer) return;
    const upgrade = () => {
      if (condition.noWebSockets) return refuseUpgrade(socket);
      takeUpgrade(request, socket, (talk) => {
        lastTalk = talk;
      });
    };
    soon(condition.answer.afterMs + faults.lateMs, upgrade);
  });
  const soon = (ms: number, act: () => void) => (ms > 0 ? void timers.after(ms, act) : act());
  const answer = (response: ServerResponse, status: number, body: string, afterMs: number) =>
    soon(afterMs, () => response.writeHead(status, { 'content-type': 'application/json' }).end(body));
  const hangUp = () => {
    timers.clear();
    for (const connection of connections) connection.destroy();
  };
  const port = createKioskPort(server, hangUp);
  const become = (next: conditions.Condition): Promise<void> => {
    if (!next.up || next === conditions.healthy) hangUp();
    condition = next;
    return port.bring(next);
  };

  return {
    kind: 'terminal/kiosk',
    faults,
    setFaults(patch) {
      Object.assign(faults, checkKnown('a kiosk', ['unplugged', 'silent', 'lateMs'], patch));
      if (faults.unplugged) hangUp();
    },
    listen: (address) => port.open(address, condition),
    connect(line) {
      if (!condition.up) return line.close();
      server.emit('connection', lineStream(line));
    },
    restart() {
      become(conditions.healthy).catch(() => {});
    },
    actions: {
      crash: action({}, () => become(conditions.crashed)),
      hang: action({}, () => become(conditions.hanging)),
      /** Takes every connection and resets it. */
      reset: action({}, () => become(conditions.resetting)),
      slow: action({ ms: z.int().min(1).max(600_000) }, ({ ms }) => become(conditions.slow(ms))),
      error: action({ status: z.int().min(400).max(599).default(500) }, ({ status }) =>
        become(conditions.failing(status)),
      ),
      'wrong-body': action({ body: z.string().max(4_096).default('<html>maintenance</html>') }, ({ body }) =>
        become(conditions.wrong(body)),
      ),
      'refuse-websockets': action({}, () => become(conditions.closedToWebSockets)),
      /** Shows another one from the next handshake on; of a kiosk that serves TLS. */
      'change-certificate': action({ certificate: kioskCertificateSchema }, ({ certificate: next }) => {
        if (!certificate) throw new Error('this kiosk serves no TLS: it was made without a certificate');
        (server as TlsServer).setSecureContext(kioskCertificate(next));
      }),
      /** Nothing listens until `recover` or a restart. */
      'power-off': action({}, () => become(conditions.off)),
      /** Somebody pulls the network cable; `recover` puts it back. */
      'pull-cable': action({}, () => become(conditions.cutOff)),
      recover: action({}, () => become(conditions.healthy)),
    },
    view: (): KioskView => ({
      power: condition.application === 'off' ? 'off' : 'on',
      application: condition.application,
      requests,
      ...(lastTalk ? { lastTalk } : {}),
    }),
    close() {
      hangUp();
      port.close();
    },
  };
}
