import type { Output, World } from '../simulator.js';
import type { Timers } from '../timers.js';
import { type Answers, createAnswers } from './escpos-answers.js';
import { createAutomaticStatus } from './escpos-automatic.js';
import { createCounters } from './escpos-counters.js';
import type { Effect } from './escpos-effect.js';
import { createFlowControl } from './escpos-flow.js';
import { createHealth, type Health } from './escpos-health.js';
import { createInterpreter } from './escpos-interpreter.js';
import { createMechanism } from './escpos-mechanism.js';
import { createNotes } from './escpos-notes.js';
import type { EscposOptions } from './escpos-options.js';
import { createPaper, type Paper } from './escpos-paper.js';
import { processIdOf } from './escpos-process-id.js';
import type { PrinterRequest } from './escpos-realtime.js';
import { fullStatus, isOffline, offlineCauses, paperStatus, realtimeStatus, statusBlock } from './escpos-status.js';
import { createParser, hexByte } from './escpos-syntax.js';
import { createTripwires, type Tripwires } from './escpos-tripwires.js';
import { createUserSetting } from './escpos-user-setting.js';

/** ticket-printing.md 3.4 */
export const powerOnNotice = [0x3b, 0x31, 0x00] as const;

/** The machine without its wires. */
export interface Printer {
  readonly paper: Paper;
  readonly health: Health;
  readonly answers: Answers;
  /** What happens at a place on the paper that has not come yet. */
  readonly tripwires: Tripwires;
  readonly protocolErrors: readonly string[];
  readonly printing: boolean;
  readonly logoWrites: number;
  receive(request: PrinterRequest, output: Output): void;
  /** 3B 31 00 is sent after power-up. */
  readonly powerOnNotice: boolean;
  /** The host has not switched off the feed button. */
  readonly button: boolean;
  /** Calls `run` when so many more bytes have come in; those that come after them in one piece are lost. */
  atByte(count: number, run: () => void): void;
  /** Calls `run` instead of telling the next process ID, or right after telling it. */
  atProcessId(when: 'before' | 'after', run: () => void): void;
  /** Feeds by hand, past the receive buffer. */
  feed(dots: number): void;
  /** Forgets what lives in RAM; errors that only power clears are gone. */
  restart(): void;
}

export function createPrinter(options: {
  readonly settings: EscposOptions;
  readonly world: World;
  readonly timers: Timers;
  readonly isOn: () => boolean;
  /** Reaches every host that is connected. */
  readonly everybody: Output;
  /** The hosts have to wait, or may go on. */
  readonly stop: () => void;
  readonly go: () => void;
}): Printer {
  const { settings, world, timers, isOn, everybody } = options;
  const paper = createPaper();
  const missing = new Set([
    ...(settings.nativeQr ? [] : ['1D 28 6B']),
    ...(settings.processId === 'text' ? ['1D 28 48'] : []),
    ...(settings.graphics ? [] : ['1D 28 4C', '1D 38']),
    ...(settings.counters ? [] : ['1D 67']),
  ]);
  const parser = createParser(missing);
  /** Reads what comes in before it is printed, for a unit that tells process IDs then. */
  const early = createParser(missing);
  const user = createUserSetting(settings);
  const interpreter = createInterpreter({ ...settings, charset: () => user.charset, userSetting: user.perform });
  const notes = createNotes();
  const answers = createAnswers(world.random);
  const tripwires = createTripwires();
  const counters = createCounters({ now: () => world.clock.now(), saveMs: settings.counterSaveMs });
  let byteTrap: { left: number; readonly run: () => void } | undefined;
  let idTrap: { readonly when: 'before' | 'after'; readonly run: () => void } | undefined;
  let offlineResponse: { readonly output: Output; readonly how: number } | undefined;
  let wasOffline = false;
  let button = true;
  let buffered = 0;
  const flow = createFlowControl({ ...settings, stop: options.stop, go: options.go });

  const health = createHealth({
    ...settings,
    changed() {
      automatic.changed();
      tellOffline();
      mechanism.update();
      flow.update({ buffered, offline: isOffline(health.conditions) });
    },
  });
  // ticket-printing.md 3.3
  const watchedAtStart = settings.busyWhen === 'full-or-offline' ? 0x02 : 0;
  const automatic = createAutomaticStatus({
    initially: watchedAtStart,
    block: () => statusBlock(health.conditions, settings),
    send: (block) => answers.say(everybody, block),
  });
  const mechanism = createMechanism({
    timers,
    speed: settings.instant ? 0 : settings.speed,
    cutterMs: settings.cutterMs,
    bufferBytes: settings.bufferBytes,
    ready: () => isOn() && !isOffline(health.conditions),
    interpret: (byte) => parser.push(byte).flatMap((operation) => interpreter.perform(operation)),
    perform,
    overflow: notes.lost,
    buffered(bytes) {
      buffered = bytes;
      if (isOn()) flow.update({ buffered, offline: isOffline(health.conditions) });
    },
    untilTrip: () => tripwires.next,
    tripped: (dots) => tripwires.moved(dots),
  });

  function tellOffline(): void {
    const offline = isOffline(health.conditions);
    const news = offline && !wasOffline;
    wasOffline = offline;
    if (!news || !offlineResponse) return;
    const causes = offlineResponse.how === 0x32 ? offlineCauses(health.conditions) : [];
    answers.reply(offlineResponse.output, 'offline', [0x37, 0x23, ...causes, 0x00]);
  }
  function tellProcessId(id: readonly number[], output: Output): void {
    const trap = idTrap;
    idTrap = undefined;
    if (trap?.when !== 'before') answers.reply(output, 'process-id', [0x37, 0x22, ...id, 0x00]);
    trap?.run();
  }
  function tellCounter(number: number, output: Output): void {
    const value = counters.read(number);
    if (value === undefined) notes.add(`1D 67 32: there is no counter ${hexByte(number)}`);
    else answers.reply(output, 'queued', [0x5f, ...Buffer.from(String(value)), 0x00]);
  }

  function perform(effect: Effect, output: Output): 'done' | 'again' {
    switch (effect.kind) {
      case 'print':
        paper.print(effect.item, effect.dots);
        if (effect.item.kind === 'line') counters.count('lines', 1);
        counters.count('headPulses', effect.dots);
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
        counters.count('cuts', 1);
        break;
      case 'reserve-cut':
        paper.reserve(effect.cut, effect.dots);
        break;
      case 'answer':
        answers.reply(output, 'queued', effect.bytes);
        break;
      case 'queued-status':
        if (effect.n === 1) answers.reply(output, 'queued', [paperStatus(health.conditions)]);
        if (effect.n === 2) answers.reply(output, 'queued', [settings.drawerHigh ? 1 : 0]);
        break;
      case 'process-id':
        if (settings.processId === 'printed') tellProcessId(effect.id, output);
        break;
      case 'offline-response':
        offlineResponse = effect.how === 0x30 ? undefined : { output, how: effect.how };
        break;
      case 'counter':
        if (!effect.reset) tellCounter(effect.number, output);
        else if (!counters.reset(effect.number))
          notes.add(`1D 67 30: counter ${hexByte(effect.number)} cannot be reset`);
        break;
      case 'automatic-status':
        if (settings.automaticStatus) automatic.watch(effect.n);
        break;
      case 'panel':
        if (effect.button !== undefined) button = effect.button;
        if (effect.stopAtNearEnd !== undefined) health.set({ stopAtNearEnd: effect.stopAtNearEnd });
        break;
      case 'reset':
        reset();
        if (user.powerOnNotice) answers.say(everybody, powerOnNotice);
        break;
      case 'protocol-error':
        notes.add(effect.what);
    }
    return 'done';
  }
  function moved(dots: number): void {
    const reserved = paper.due();
    if (reserved) mechanism.insert({ kind: 'cut', ...reserved });
    tripwires.moved(dots);
    health.use(dots);
  }
  function tellEarly(bytes: Uint8Array, output: Output): void {
    for (const operation of [...bytes].flatMap((byte) => early.push(byte))) {
      const id = operation.kind === 'command' && operation.command === 'function' && processIdOf(operation.params);
      if (id) tellProcessId(id, output);
    }
  }
  function receiveData(bytes: Uint8Array, output: Output): void {
    const trap = byteTrap;
    const taken = bytes.subarray(0, trap?.left);
    if (settings.processId === 'parsed') tellEarly(taken, output);
    mechanism.receive(taken, output);
    if (!trap) return;
    trap.left -= taken.length;
    if (trap.left > 0) return;
    byteTrap = undefined;
    trap.run();
  }
  function clearBuffers(): void {
    parser.reset();
    early.reset();
    interpreter.drop();
    // The last, as it may let more bytes in at once.
    mechanism.clear();
  }
  /** As after power-up, for all that the paper does not care about. */
  function reset(): void {
    user.reset();
    interpreter.reset();
    automatic.watch(watchedAtStart);
    offlineResponse = undefined;
    button = true;
    clearBuffers();
    health.set({ stopAtNearEnd: false });
  }
  const recoverable = () => health.conditions.cutter || health.conditions.mechanical;
  const recover = () => health.set({ mechanical: false, cutter: health.jammed && health.conditions.cutter });

  return {
    paper,
    health,
    answers,
    tripwires,
    protocolErrors: notes.all,
    get powerOnNotice() {
      return user.powerOnNotice;
    },
    get button() {
      return button;
    },
    get logoWrites() {
      return interpreter.logoWrites;
    },
    get printing() {
      return !mechanism.idle;
    },
    receive(request, output) {
      // The power may have gone in the middle of a piece.
      if (!isOn()) return;
      switch (request.kind) {
        case 'data':
          receiveData(request.bytes, output);
          break;
        case 'status': {
          const status = realtimeStatus(request.n, health.conditions, settings);
          if (status !== undefined) answers.say(output, [status]);
          if (request.n === 0x14 && settings.presenter) answers.say(output, fullStatus(health.conditions));
          break;
        }
        case 'recover':
          if (!recoverable()) break;
          if (request.drop) clearBuffers();
          recover();
          break;
        case 'clear':
          if (!settings.clear) break;
          clearBuffers();
          recover();
          answers.reply(output, 'clear', [0x37, 0x25, 0x00]);
      }
    },
    atByte(left, run) {
      byteTrap = { left, run };
    },
    atProcessId(when, run) {
      idTrap = { when, run };
    },
    feed(dots) {
      paper.feed(dots);
      moved(dots);
    },
    restart() {
      answers.drop();
      counters.powerOff();
      reset();
      paper.tear();
      health.set({
        paused: false,
        awaitsButton: false,
        mechanical: false,
        unrecoverable: false,
        feeding: false,
        cutter: health.jammed,
      });
    },
  };
}
