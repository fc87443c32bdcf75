import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import { action, parse } from '../action.js';
import { checkKnown, noFaults } from '../faults.js';
import type { Simulator, World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { lineStream } from './kiosk-stream.js';
import { xfs4iotActions } from './xfs4iot-actions.js';
import { placeOf, plainPorts, serviceUri, tlsPorts } from './xfs4iot-address.js';
import { createCable } from './xfs4iot-cable.js';
import { type Client, createClient, type Manner } from './xfs4iot-client.js';
import { type DialogueMeans, hear } from './xfs4iot-dialogue.js';
import { envelopes } from './xfs4iot-envelope.js';
import { createHost } from './xfs4iot-host.js';
import { kindOf, ordinaryServices, serviceKinds } from './xfs4iot-kinds.js';
import { createLevers } from './xfs4iot-levers.js';
import { createCommandRecord, type ReceivedCommand } from './xfs4iot-record.js';
import { createService, type Service } from './xfs4iot-service.js';

const serviceName = z.enum(Object.keys(serviceKinds) as [string, ...string[]]);

export const xfs4iotOptions = z.strictObject({
  envelope: z.enum(envelopes).default('2023').describe('2021-1, or the envelope of the releases since 2023'),
  services: z
    .array(serviceName)
    .min(1)
    .default([...ordinaryServices])
    .describe('which services there are, by name'),
  tls: z.strictObject({ cert: z.string(), key: z.string() }).optional().describe('PEM texts; then only TLS is spoken'),
  shuffle: z.boolean().default(false).describe('completion before acknowledge, events after both'),
  serviceDetailEvent: z
    .boolean()
    .default(false)
    .describe('GetServices also tells them in an event before it completes'),
  explicitNull: z.boolean().default(false).describe('newer envelope: null is written instead of left out'),
  wholePositions: z
    .boolean()
    .default(false)
    .describe('a change of a shutter is told with all positions, not only its own'),
  maximumRequests: z.int().min(0).max(100).default(0).describe('commands a client may have pending; 0 = any number'),
});

export interface Xfs4iotView {
  readonly power: 'on' | 'off';
  readonly publisher: 'open' | 'closed';
  readonly trouble: string;
  /** By service name: its status with null for what it has not, its units, whether it runs and how many listen to it. */
  readonly services: Readonly<Record<string, unknown>>;
  /** How often each command came, also wrong ones. */
  readonly commands: Readonly<Record<string, number>>;
}

export interface Xfs4iot extends Simulator {
  /**
   * Serves the first free one of these ports until `close`; resolves with it. Without ports the standard's are tried:
   * 80 or 443, then 5846 to 5856. Rejects when none can be had.
   */
  listen(address: { host: string; ports?: readonly number[] }): Promise<number>;
  /** The last 512 commands that came, also wrong ones, oldest first; how often each name came is in the view. */
  readonly received: readonly ReceivedCommand[];
}

/**
 * A self-service terminal with CEN XFS4IoT services (terminal-health.md 1), as KAL's framework behaves: a publisher at
 * `/xfs4iot/v1.0`, services beneath it. Addresses of services are given with the host the client itself used.
 *
 * Services: CardReader (unit `unitRetain`), Printer (`unitRetract`, since 2023), CashAcceptor (`unitBox`, `unitReject`),
 * CashDispenser (`unitCass1`, `unitCass2`), PinPad, Auxiliaries (also lights and power management), VendorMode; on wish
 * TextTerminal, BarcodeReader, CardDispenser (`unitHopper`).
 *
 * Actions, besides those named like what they do:
 * - `set {path, value, service?}`: any property of the status, e.g. `printer.paper.upper`, `cashAcceptor.positions.0.shutter`;
 *   null = it has none. `service` where several have it (`common`, `cashManagement`, `cardReader`).
 * - `storage {unit, status?, replenishment?, operation?, count?, retainCount?, quiet?}`; quiet = without an event.
 * - `storage-error {service, unit, failure}`: an event with the next command of that service.
 * - `error-event {service, eventId, action, vendorDescription}`, `paper-threshold {source, threshold, statusToo?}`,
 *   `retract-bin-threshold {state}`, `say {service, name, payload}`: anything else unasked.
 * - `door {door?, state}`, `tamper {sensor?, on}`, `ups {low?, engaged?, powering?, recovered?}`, `fraud {service, kind}`,
 *   `exchange {service, on}`, `vendor-mode {state}`.
 * - `drop-service {service, listed?}`, `bring-service`, `close-publisher`, `open-publisher` (same port), `power-off`,
 *   `power-on`, `power-cycle {offMs}`, `restart {startingMs}`: devices are `starting` for so long.
 * - `pull-cable`: connections are neither taken nor refused, until `recover`.
 * - `trouble {mode}` (xfs4iot-troubles.ts), `answer-time {ms}`, `shuffle {on}`, `service-detail-event {on}`,
 *   `services-null {on}`, `advertise {host?}`: service addresses name this host and port.
 *
 * A client hears of an auxiliary sensor only after `Auxiliaries.Register` on the same connection; a registration that
 * names one sensor the terminal has not is refused as a whole.
 */
export function createXfs4iot(world: World, given: z.input<typeof xfs4iotOptions> = {}): Xfs4iot {
  const options = parse(xfs4iotOptions, given);
  const timers = createTimers(world.clock);
  const faults = noFaults();
  const record = createCommandRecord();
  const manner: Manner = {
    envelope: options.envelope,
    explicitNull: options.explicitNull,
    shuffle: options.shuffle,
    trouble: 'none',
    lateMs: 0,
    silent: false,
  };
  const services: readonly Service[] = options.services.map((name) => createService(name, kindOf(name)));
  const clients = new Map<Client, Service | undefined>();
  const host = createHost(options.tls, {
    open: () => levers.isUp() && !faults.unplugged,
    admit(request) {
      if (manner.trouble === 'hang-at-upgrade' || manner.trouble === 'frozen' || faults.silent) return 'hang';
      if (manner.trouble === 'refuse-upgrade') return 503;
      const place = placeOf(request.url);
      if (!place) return 404;
      return place.service === undefined || serviceAt(place.service)?.running ? 'yes' : 404;
    },
    welcome,
  });
  const levers = createLevers({ host, manner, services, clients, timers, options });
  const serviceAt = (name: string) => services.find((service) => service.name === name);
  const cable = createCable((open) => levers.publisher(open));
  const means: DialogueMeans = { manner, timers, record, maximumRequests: options.maximumRequests, ...levers.dialogue };

  function welcome(socket: WebSocket, request: IncomingMessage): void {
    const service = serviceAt(placeOf(request.url)?.service ?? '');
    const client = createClient(socket, manner, timers);
    clients.set(client, service);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      client.end();
      clients.delete(client);
    });
    socket.on('message', (data) => {
      const named = levers.advertised() ?? request.headers.host ?? 'localhost';
      const listed = services.filter((each) => each.listed).map(({ name }) => serviceUri(!!options.tls, named, name));
      const { maximumRequests } = options;
      const serviceUris = levers.tellsServices() ? listed : null;
      hear(String(data), client, service, { serviceUris, maximumRequests }, means);
    });
  }

  return {
    kind: 'terminal/xfs4iot',
    faults,
    received: record.last,
    setFaults(patch) {
      Object.assign(faults, checkKnown('an XFS4IoT terminal', ['unplugged', 'silent', 'lateMs'], patch));
      Object.assign(manner, { lateMs: faults.lateMs, silent: faults.silent });
      if (faults.unplugged) host.hangUp();
    },
    async listen({ host: name, ports = options.tls ? tlsPorts : plainPorts }) {
      const port = await levers.listen(name, ports);
      cable.plugged({ host: name, port });
      return port;
    },
    connect(line) {
      if (!levers.isUp() || faults.unplugged) return line.close();
      host.take(lineStream(line));
    },
    restart: () => levers.restart(0),
    actions: {
      ...xfs4iotActions(levers),
      'pull-cable': action({}, () => cable.pull()),
      recover: action({}, async () => {
        await cable.plugIn();
        await levers.recover();
      }),
    },
    view: (): Xfs4iotView => ({ ...levers.view(), trouble: manner.trouble, commands: record.counts }),
    close() {
      timers.clear();
      cable.plugIn().catch(() => undefined);
      levers.close();
    },
  };
}
