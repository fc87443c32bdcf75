import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Says of bytes that came where the line is to stop: how many of them still pass; undefined: not among these. */
export type Place = (bytes: Buffer) => number | undefined;

/** One direction of a tap. */
export class Gate {
  /** Bytes that passed, over all connections. */
  passed = 0;
  /** Takes bytes out of what passes, or puts others in; undefined = passes as it is. */
  alter: ((bytes: Buffer) => Buffer) | undefined;
  #stop: { readonly place: Place; readonly reached: () => void } | undefined;
  #held: Buffer[] | undefined;
  #sink: ((bytes: Buffer) => void) | undefined;

  /**
   * Stops at this place, to the byte, and holds all that comes behind it. Resolves when it is reached, in the same tick
   * in which the bytes before it have left for the other side.
   */
  stopAt(place: Place): Promise<void> {
    return new Promise((reached) => {
      this.#stop = { place, reached };
    });
  }

  /** Forgets a place that was not reached, and lets pass what is held. */
  release(): void {
    const held = this.#held ?? [];
    this.#stop = undefined;
    this.#held = undefined;
    for (const bytes of held) this.#pass(bytes);
  }

  /** Lets what is held never arrive. What comes behind it passes. */
  drop(): void {
    this.#stop = undefined;
    this.#held = undefined;
  }

  /** A new connection: what the last one left here is gone, and what it still says goes nowhere. */
  open(sink: (bytes: Buffer) => void): (bytes: Buffer) => void {
    this.#sink = sink;
    this.#held = undefined;
    return (bytes) => {
      if (this.#sink === sink) this.#push(bytes);
    };
  }

  #push(bytes: Buffer): void {
    if (this.#held) {
      this.#held.push(bytes);
      return;
    }
    const stop = this.#stop;
    const at = stop?.place(bytes);
    if (at === undefined) {
      this.#pass(bytes);
      return;
    }
    this.#stop = undefined;
    this.#pass(bytes.subarray(0, at));
    this.#held = [bytes.subarray(at)];
    stop?.reached();
  }

  #pass(bytes: Buffer): void {
    const passing = this.alter ? this.alter(bytes) : bytes;
    this.passed += passing.length;
    if (passing.length > 0) this.#sink?.(passing);
  }
}

/**
 * A line between a host and a printer on loopback that stops, drops and alters bytes at exact places, so that a story
 * begins at a byte and not at a time. An end of either side passes on at once, whatever is held.
 */
export class Tap {
  readonly toPrinter = new Gate();
  readonly fromPrinter = new Gate();
  readonly #server;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#server = createServer({ noDelay: true }, (host) => {
      const printer = connect({ port: target, host: '127.0.0.1', noDelay: true });
      const ask = this.toPrinter.open((bytes) => void printer.write(bytes));
      const answer = this.fromPrinter.open((bytes) => void host.write(bytes));
      this.#join(host, printer, ask);
      this.#join(printer, host, answer);
    });
  }

  static async to(target: number): Promise<Tap> {
    const tap = new Tap(target);
    tap.#server.listen(0, '127.0.0.1');
    await once(tap.#server, 'listening');
    return tap;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The cable is pulled and plugged in again: both sides see a reset, new connections pass. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(from: Socket, to: Socket, pass: (bytes: Buffer) => void): void {
    this.#sockets.add(from);
    from.on('error', () => undefined);
    from.on('data', pass);
    from.on('close', (hadError) => {
      this.#sockets.delete(from);
      if (hadError) to.resetAndDestroy();
      else to.end();
    });
  }
}
