/** Time as a simulator sees it; tests hand in a virtual one. */
export interface Clock {
  /** ms since 1970-01-01 UTC. */
  now(): number;
  setTimeout(callback: () => void, ms: number): { cancel(): void };
}

/** A simulator's surroundings. `random` is seeded, so that a run can be repeated. */
export interface World {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** One host connection as the device sees it; TCP, in-memory and pseudo-terminal lines are equal. */
export interface Line {
  write(bytes: Uint8Array): void;
  onBytes(receiver: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  /** Pulls the plug. */
  close(): void;
  /** Leaves further bytes with the host until `resume`; absent where a line cannot. */
  pause?(): void;
  resume?(): void;
}

/** Where a behaviour answers. Output passes the fault knobs before it reaches the line. */
export interface Output {
  send(bytes: Uint8Array): void;
}

/**
 * One layer of what a device does, newest first: the first that returns `handled` ends the chain, so a test pushes a
 * misbehaviour on top of the healthy device and pops it again.
 */
export interface Behaviour<Request> {
  readonly name: string;
  /** Raw bytes before any decoding. */
  onBytes?(bytes: Uint8Array, output: Output): 'handled' | undefined;
  /** A decoded request. */
  onRequest?(request: Request, output: Output): 'handled' | undefined;
}

/** Fault knobs every simulator has. All are off at the start; a control call or a test turns them. */
export interface FaultKnobs {
  /** Connections are cut and new ones refused. */
  unplugged: boolean;
  /** Takes bytes, says nothing. */
  silent: boolean;
  /** Every answer comes this many ms late. 0 = at once. */
  lateMs: number;
  /** Answers are handed over in pieces of at most this many bytes, each its own write. 0 = whole. */
  splitBytes: number;
  /** Random bytes before each answer, at most this many. 0 = none. */
  garbageBytes: number;
  /** One random bit of each answer is flipped. */
  flipBit: boolean;
  /** Answers as another device would: the protocol's address field is off by one. */
  wrongAddress: boolean;
  /** The line gives our own bytes back first, as RS-485 adapters without echo suppression do. */
  echo: boolean;
}

/** What a person could do to the device, or what its surroundings do; arguments are JSON. */
export type Action = (args: Record<string, unknown>) => unknown;

/** A simulated device or a line of several. */
export interface Simulator {
  /** `<class>/<protocol>`, e.g. `led-board/onbon`. */
  readonly kind: string;
  readonly faults: FaultKnobs;
  /** Sets knobs; cutting connections for `unplugged` happens here. Unknown names or wrong types throw. */
  setFaults(patch: Partial<FaultKnobs>): void;
  /** A host has connected. */
  connect(line: Line): void;
  /**
   * Of a device that serves its address itself, e.g. over UDP: does so until `close`, and resolves with the port in use,
   * also when 0 was asked for. Rejects when it cannot be had.
   */
  listen?(address: { host: string; port: number }): Promise<number>;
  /** Power cycle: what lives in RAM is gone, connections stay as the hardware would keep them. */
  restart(): void;
  readonly actions: Readonly<Record<string, Action>>;
  /** What a person in the hall would see or hold in the hand, as JSON; tests assert on this. */
  view(): unknown;
  /** Ends every timer and connection. */
  close(): void;
}
