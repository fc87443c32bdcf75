import { checkFaults, noFaults } from './faults.js';
import { type FaultyOutput, faultyOutput } from './output.js';
import { type RequestLog, requestLog } from './request-log.js';
import type { Action, Behaviour, Line, Output, Simulator, World } from './simulator.js';

export interface DeviceDescription<Request> {
  /** `<class>/<protocol>`. */
  readonly kind: string;
  readonly world: World;
  /** Makes the decoder of one connection: takes any chunking, never throws, gives the requests that are complete. */
  readonly decoder: () => (chunk: Uint8Array) => Request[];
  /** The healthy device, below everything that is pushed. */
  readonly respond: Omit<Behaviour<Request>, 'name'>;
  readonly actions?: Readonly<Record<string, Action>>;
  readonly view: () => unknown;
  /** Forgets what lives in RAM. */
  readonly restart?: () => void;
  /** A host is there now; of devices that speak first. */
  readonly connected?: (output: Output) => void;
  /** A connection has ended, whoever ended it. */
  readonly disconnected?: () => void;
  /** Ends the timers the device itself has started. */
  readonly close?: () => void;
}

export interface Device<Request> extends Simulator, RequestLog<Request> {
  /** Puts a behaviour on top of the stack; the returned function takes it away again. */
  push(behaviour: Behaviour<Request>): () => void;
  /** Says something unasked on every line that is connected, through the fault knobs. */
  send(bytes: Uint8Array): void;
  /** Ends every connection, as a device does that has said what it had to say. */
  hangUp(): void;
  /** Leaves every connection without a word, as a device does whose power fails: the host may not notice. */
  vanish(): void;
}

interface Connection<Request> {
  decode: (chunk: Uint8Array) => Request[];
  readonly output: FaultyOutput;
  readonly line: Line;
}

/**
 * A device as a stack of behaviours over a decoder. `silent` mutes it but lets it act: the request was done, the
 * answer is lost. `echo` is the adapter's doing and passes even a silent device.
 */
export function createDevice<Request>(description: DeviceDescription<Request>): Device<Request> {
  const { kind, world, decoder, view } = description;
  const faults = noFaults();
  const behaviours: Behaviour<Request>[] = [{ name: 'healthy', ...description.respond }];
  const connections = new Set<Connection<Request>>();
  const log = requestLog<Request>(world.clock);

  const drop = (connection: Connection<Request>) => {
    if (!connections.delete(connection)) return;
    connection.output.close();
    description.disconnected?.();
  };
  const vanish = () => {
    const left = [...connections];
    for (const connection of left) drop(connection);
    return left;
  };
  const hangUp = () => {
    for (const { line } of vanish()) line.close();
  };
  const receive = (connection: Connection<Request>, bytes: Uint8Array) => {
    if (!connections.has(connection)) return;
    if (faults.echo) connection.line.write(bytes);
    if (firstHandles((behaviour) => behaviour.onBytes?.(bytes, connection.output))) return;
    for (const request of connection.decode(bytes)) {
      log.record(request);
      firstHandles((behaviour) => behaviour.onRequest?.(request, connection.output));
    }
  };
  const firstHandles = (offer: (behaviour: Behaviour<Request>) => 'handled' | undefined) =>
    [...behaviours].some((behaviour) => offer(behaviour) === 'handled');

  return {
    kind,
    faults,
    actions: description.actions ?? {},
    view,
    get requests() {
      return log.requests;
    },
    expectRequest: log.expectRequest,
    setFaults(patch) {
      Object.assign(faults, checkFaults(patch));
      if (faults.unplugged) hangUp();
    },
    connect(line) {
      if (faults.unplugged) return line.close();
      const connection: Connection<Request> = { decode: decoder(), output: faultyOutput(line, faults, world), line };
      connections.add(connection);
      line.onClose(() => drop(connection));
      line.onBytes((bytes) => receive(connection, bytes));
      description.connected?.(connection.output);
    },
    restart() {
      description.restart?.();
      for (const connection of connections) {
        connection.output.clear();
        connection.decode = decoder();
      }
    },
    push(behaviour) {
      behaviours.unshift(behaviour);
      return () => {
        const index = behaviours.indexOf(behaviour);
        if (index >= 0) behaviours.splice(index, 1);
      };
    },
    send(bytes) {
      for (const { output } of connections) output.send(bytes);
    },
    hangUp,
    vanish,
    close() {
      hangUp();
      log.close(`${kind} was closed`);
      description.close?.();
    },
  };
}
