import { parse } from '../action.js';
import { createDevice, type Device } from '../device.js';
import type { World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { createActions } from './escpos-actions.js';
import { createLines } from './escpos-lines.js';
import { type EscposInput, escposOptions } from './escpos-options.js';
import type { Contents, Piece, PrintedLine } from './escpos-paper.js';
import { createPrinter, powerOnNotice } from './escpos-printer.js';
import { createRealtimeScan, type PrinterRequest } from './escpos-realtime.js';

export { escposOptions } from './escpos-options.js';

export type PrinterError = 'cutter' | 'mechanical' | 'unrecoverable' | 'head-hot';

export interface PrinterView {
  /** What has been cut off, oldest first; the last 100. */
  readonly tickets: readonly Piece[];
  /** What hangs in the printer. */
  readonly uncut: readonly PrintedLine[];
  /** The same with everything else that is on it. */
  readonly hanging: Contents;
  /** What came out without a cut: a power cut or the end of a roll. The last 100. */
  readonly torn: readonly Piece[];
  /** Cuts since the beginning, forgotten tickets included. */
  readonly cuts: number;
  /** Times a stored logo was written or erased; lasting memory bears about 10 a day (ticket-printing.md 2.4). */
  readonly logoWrites: number;
  readonly power: 'on' | 'off';
  readonly paper: 'ok' | 'low' | 'out';
  readonly cover: 'closed' | 'open';
  readonly errors: readonly PrinterError[];
  /** What the host asked for and the printer does not do; the last 100. */
  readonly protocolErrors: readonly string[];
  /** There is something that is not on paper yet, also while the printer cannot print it. */
  readonly printing: boolean;
}

/**
 * An ESC/POS ticket printer (ticket-printing.md 2, 3, 9): real-time commands at once, everything else in sequence and
 * at the speed of paper. Switched off, it ends its connections and takes none, as a network printer.
 */
export function createEscpos(world: World, options: EscposInput = {}): Device<PrinterRequest> {
  const settings = parse(escposOptions, options);
  const timers = createTimers(world.clock);
  let powered = true;
  const lines = createLines({ settings, clock: world.clock, muted: () => device.faults.silent });

  const printer = createPrinter({
    settings,
    world,
    timers,
    isOn: () => powered,
    stop: lines.stop,
    go: lines.go,
    everybody: { send: (bytes) => device.send(bytes) },
  });
  const { health, paper } = printer;
  const restart = () => {
    powered = true;
    printer.restart();
    if (printer.powerOnNotice) device.send(Uint8Array.from(powerOnNotice));
  };
  const power = {
    get isOn() {
      return powered;
    },
    off() {
      powered = false;
      printer.restart();
      hangUp();
    },
    on() {
      if (!powered) restart();
    },
  };
  const device: Device<PrinterRequest> = createDevice<PrinterRequest>({
    kind: 'ticket-printer/escpos',
    world,
    decoder: createRealtimeScan,
    respond: {
      onRequest(request, output) {
        printer.receive(request, output);
        return 'handled';
      },
    },
    actions: createActions({ printer, settings, timers, power, lines, hangUp: () => hangUp() }),
    view: (): PrinterView => {
      const { coverOpen, cutter, mechanical, unrecoverable, headHot } = health.conditions;
      const hanging = paper.hanging();
      const errors = { cutter, mechanical, unrecoverable, 'head-hot': headHot };
      return {
        tickets: [...paper.tickets],
        uncut: hanging.lines,
        hanging,
        torn: [...paper.torn],
        cuts: paper.cuts,
        logoWrites: printer.logoWrites,
        power: powered ? 'on' : 'off',
        paper: health.paper,
        cover: coverOpen ? 'open' : 'closed',
        errors: (Object.keys(errors) as PrinterError[]).filter((name) => errors[name]),
        protocolErrors: [...printer.protocolErrors],
        printing: printer.printing,
      };
    },
    restart,
    close: () => timers.clear(),
  });
  const hangUp = () => {
    const { unplugged } = device.faults;
    device.setFaults({ unplugged: true });
    device.setFaults({ unplugged });
  };

  return {
    ...device,
    setFaults(patch) {
      if (patch.wrongAddress) throw new Error('knob "wrongAddress": a ticket printer has no address');
      device.setFaults(patch);
    },
    connect(line) {
      const taken = powered ? lines.take(line) : undefined;
      if (taken) device.connect(taken);
      else line.close();
    },
  };
}
