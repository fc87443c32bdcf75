import type { Clock, Line } from '../simulator.js';
import { createWire } from '../wire.js';
import type { EscposOptions } from './escpos-options.js';

const xon = 0x11;
const xoff = 0x13;
/** Bytes handed over at once where the host can be stopped; fewer than any threshold leaves free. */
const pieceBytes = 8;
/** Bytes read ahead of a serial line; what is beyond stays with the host. */
const readAhead = 4_096;

/** The plugs of the printer: how fast bytes pass, how a host is stopped, when a connection is dead or refused. */
export interface Lines {
  /** The line as the printer sees it; undefined when it is refused. */
  take(line: Line): Line | undefined;
  /** The hosts have to wait. */
  stop(): void;
  go(): void;
  /** Present connections are dead but not closed; new ones are refused for so many ms. */
  abandon(refuseMs: number): void;
}

interface Plug {
  readonly interject: (byte: number) => void;
  readonly hold: (on: boolean) => void;
  readonly abandon: () => void;
}

/** @param muted nothing is said, flow control included. */
export function createLines(options: {
  readonly settings: EscposOptions;
  readonly clock: Clock;
  readonly muted: () => boolean;
}): Lines {
  const { settings, clock, muted } = options;
  const { baud, flowControl, refuseSecond, idleCloseMs, hostObeys } = settings;
  const plugs = new Set<Plug>();
  /** On a serial line a host that obeys still holds what it has not sent; elsewhere only the network can be held. */
  const holds = flowControl === 'stop-reading' || (flowControl === 'xonxoff' && baud > 0 && hostObeys);
  let stopped = false;
  let refusingUntil = Number.NEGATIVE_INFINITY;

  const tell = (on: boolean) => {
    stopped = on;
    for (const plug of [...plugs]) {
      if (flowControl === 'xonxoff' && !muted()) plug.interject(on ? xoff : xon);
      if (holds) plug.hold(on);
    }
  };
  const serve = (line: Line): Line => {
    let receive: (bytes: Uint8Array) => void = () => {};
    let idle: { cancel(): void } | undefined;
    let dead = false;
    const incoming = createWire({
      clock,
      baud,
      ...(flowControl === 'none' ? {} : { pieceBytes }),
      deliver(bytes) {
        receive(bytes);
        if (incoming.waiting < readAhead && !(holds && stopped)) line.resume?.();
      },
    });
    const outgoing = createWire({ clock, baud, deliver: (bytes) => line.write(bytes) });
    const watchIdle = () => {
      idle?.cancel();
      if (idleCloseMs > 0) idle = clock.setTimeout(() => line.close(), idleCloseMs);
    };
    const silence = () => {
      dead = true;
      idle?.cancel();
      incoming.clear();
      outgoing.clear();
    };
    const plug: Plug = {
      interject: outgoing.interject,
      hold(on) {
        if (on) line.pause?.();
        incoming.hold(on);
        if (!on && incoming.waiting < readAhead) line.resume?.();
      },
      abandon() {
        plugs.delete(plug);
        silence();
      },
    };
    plugs.add(plug);
    line.onClose(plug.abandon);
    watchIdle();
    if (holds && stopped) plug.hold(true);
    return {
      write(bytes) {
        if (!dead) outgoing.push(bytes);
      },
      onBytes(receiver) {
        receive = receiver;
        line.onBytes((bytes) => {
          if (dead) return;
          watchIdle();
          if (incoming.waiting + bytes.length > readAhead) line.pause?.();
          incoming.push(bytes);
        });
      },
      onClose: (listener) => line.onClose(listener),
      close: () => line.close(),
    };
  };

  return {
    take(line) {
      if (clock.now() < refusingUntil || (refuseSecond && plugs.size > 0)) return undefined;
      return serve(line);
    },
    stop: () => tell(true),
    go: () => tell(false),
    abandon(refuseMs) {
      refusingUntil = clock.now() + refuseMs;
      for (const plug of [...plugs]) plug.abandon();
    },
  };
}
