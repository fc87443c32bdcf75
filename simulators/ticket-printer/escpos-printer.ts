import type { Output } from '../simulator.js';
import type { Timers } from '../timers.js';
import { createAutomaticStatus } from './escpos-automatic.js';
import type { Effect } from './escpos-effect.js';
import { createHealth, type Health } from './escpos-health.js';
import { createInterpreter } from './escpos-interpreter.js';
import { createMechanism } from './escpos-mechanism.js';
import type { EscposOptions } from './escpos-options.js';
import { createPaper, type Paper } from './escpos-paper.js';
import type { PrinterRequest } from './escpos-realtime.js';
import { isOffline, paperStatus, realtimeStatus, statusBlock } from './escpos-status.js';
import { createParser } from './escpos-syntax.js';

/** The newest of what a host got wrong are kept. */
const errorsKept = 100;

/** The machine without its wires. */
export interface Printer {
  readonly paper: Paper;
  readonly health: Health;
  readonly protocolErrors: readonly string[];
  readonly printing: boolean;
  receive(request: PrinterRequest, output: Output): void;
  /** Feeds by hand, past the receive buffer. */
  feed(dots: number): void;
  /** Forgets what lives in RAM; errors that only power clears are gone. */
  restart(): void;
}

export function createPrinter(options: {
  readonly settings: EscposOptions;
  readonly timers: Timers;
  readonly isOn: () => boolean;
  /** Says something unasked. */
  readonly send: (bytes: Uint8Array) => void;
}): Printer {
  const { settings, timers, isOn, send } = options;
  const paper = createPaper();
  const parser = createParser();
  const interpreter = createInterpreter(settings);
  const protocolErrors: string[] = [];

  const note = (what: string) => {
    protocolErrors.push(what);
    if (protocolErrors.length > errorsKept) protocolErrors.shift();
  };
  const health = createHealth({
    ...settings,
    changed() {
      automatic.changed();
      mechanism.update();
    },
  });
  const automatic = createAutomaticStatus({
    block: () => statusBlock(health.conditions, settings),
    send: (block) => send(Uint8Array.from(block)),
  });
  const mechanism = createMechanism({
    timers,
    speed: settings.instant ? 0 : settings.speed,
    cutterMs: settings.cutterMs,
    bufferBytes: settings.bufferBytes,
    ready: () => isOn() && !isOffline(health.conditions),
    interpret: (byte) => parser.push(byte).flatMap((operation) => interpreter.perform(operation)),
    perform,
    overflow: (lost) => note(`receive buffer full: ${lost} bytes lost`),
  });

  function perform(effect: Effect, output: Output): 'done' | 'again' {
    switch (effect.kind) {
      case 'print':
        paper.print(effect.item, effect.dots);
        moved(effect.dots);
        break;
      case 'feed':
        paper.feed(effect.dots);
        moved(effect.dots);
        break;
      case 'cut':
        if (!settings.cutter) break;
        if (health.jammed) {
          health.set({ cutter: true });
          return 'again';
        }
        paper.cut(effect.cut, effect.at);
        break;
      case 'reserve-cut':
        paper.reserve(effect.cut, effect.dots);
        break;
      case 'answer':
        output.send(Uint8Array.from(effect.bytes));
        break;
      case 'queued-status':
        if (effect.n === 1) output.send(Uint8Array.of(paperStatus(health.conditions)));
        if (effect.n === 2) output.send(Uint8Array.of(settings.drawerHigh ? 1 : 0));
        break;
      case 'automatic-status':
        automatic.watch(effect.n);
        break;
      case 'protocol-error':
        note(effect.what);
    }
    return 'done';
  }
  function moved(dots: number): void {
    const reserved = paper.due();
    if (reserved) mechanism.insert({ kind: 'cut', ...reserved });
    health.use(dots);
  }
  function clearBuffers(): void {
    mechanism.clear();
    parser.reset();
    interpreter.drop();
  }
  const recoverable = () => health.conditions.cutter || health.conditions.mechanical;
  const recover = () => health.set({ mechanical: false, cutter: health.jammed && health.conditions.cutter });

  return {
    paper,
    health,
    protocolErrors,
    get printing() {
      return !mechanism.idle;
    },
    receive(request, output) {
      switch (request.kind) {
        case 'data':
          mechanism.receive(request.bytes, output);
          break;
        case 'status': {
          const status = realtimeStatus(request.n, health.conditions, settings);
          if (status !== undefined) output.send(Uint8Array.of(status));
          break;
        }
        case 'recover':
          if (!recoverable()) break;
          if (request.drop) clearBuffers();
          recover();
          break;
        case 'clear':
          clearBuffers();
          recover();
          output.send(Uint8Array.of(0x37, 0x25, 0x00));
      }
    },
    feed(dots) {
      paper.feed(dots);
      moved(dots);
    },
    restart() {
      clearBuffers();
      interpreter.reset();
      automatic.watch(0);
      paper.tear();
      health.set({ mechanical: false, unrecoverable: false, feeding: false, cutter: health.jammed });
    },
  };
}
