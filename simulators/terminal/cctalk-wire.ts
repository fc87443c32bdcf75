import { checkFaults, noFaults } from '../faults.js';
import { noise } from '../noise.js';
import { faultyOutput } from '../output.js';
import type { FaultKnobs, Line, World } from '../simulator.js';
import { createTimers } from '../timers.js';

/** Who talks on the wire. */
export type Speaker = 'line' | 'kiosk' | 'device';

/** The one data wire: whatever anybody says, every line hears, also the line that said it. */
export interface CctalkWire {
  readonly faults: FaultKnobs;
  /** Bytes that came from lines: what a tap has sent, which must be none. */
  readonly fromLines: number;
  /** How often somebody spoke while a device was about to answer or answering. */
  readonly collisions: number;
  setFaults(patch: Partial<FaultKnobs>): void;
  connect(line: Line): void;
  /** The kiosk PC speaks. */
  say(bytes: Uint8Array): void;
  /** A device answers after `delayMs`, each byte `gapMs` after the one before it. */
  answer(bytes: Uint8Array, delayMs: number, gapMs: number): void;
  clear(): void;
  hangUp(): void;
}

/** @param hear everything that passes, as each member hears it. */
export function createCctalkWire(
  world: World,
  echo: boolean,
  hear: (bytes: Uint8Array, speaker: Speaker) => void,
): CctalkWire {
  const faults = { ...noFaults(), echo };
  const lines = new Set<Line>();
  const timers = createTimers(world.clock);
  let answering = 0;
  let spoilt = false;
  let fromLines = 0;
  let collisions = 0;

  const pass = (bytes: Uint8Array, speaker: Speaker, except?: Line) => {
    for (const line of [...lines]) if (line !== except) line.write(bytes);
    hear(bytes, speaker);
  };
  const output = faultyOutput({ write: (bytes) => pass(bytes, 'device') }, faults, world);
  const speak = (bytes: Uint8Array, speaker: Speaker, except?: Line) => {
    if (answering > 0 && !spoilt) {
      spoilt = true;
      collisions++;
    }
    pass(bytes, speaker, except);
  };
  const send = (bytes: Uint8Array) => output.send(spoilt ? noise(bytes.length, world.random) : bytes);
  const finished = () => {
    answering--;
    if (answering === 0) spoilt = false;
  };
  const hangUp = () => {
    for (const line of [...lines]) {
      lines.delete(line);
      line.close();
    }
  };
  const clear = () => {
    timers.clear();
    output.clear();
    answering = 0;
    spoilt = false;
  };

  return {
    faults,
    get fromLines() {
      return fromLines;
    },
    get collisions() {
      return collisions;
    },
    setFaults(patch) {
      Object.assign(faults, checkFaults(patch));
      if (faults.unplugged) hangUp();
    },
    connect(line) {
      if (faults.unplugged) return line.close();
      lines.add(line);
      line.onClose(() => lines.delete(line));
      line.onBytes((bytes) => {
        if (!lines.has(line)) return;
        fromLines += bytes.length;
        speak(bytes, 'line', faults.echo ? undefined : line);
      });
    },
    say: (bytes) => speak(bytes, 'kiosk'),
    answer(bytes, delayMs, gapMs) {
      answering++;
      const pieces = gapMs > 0 ? Array.from(bytes, (byte) => Uint8Array.of(byte)) : [bytes];
      pieces.forEach((piece, at) => {
        timers.after(delayMs + at * gapMs, () => {
          send(piece);
          if (at === pieces.length - 1) finished();
        });
      });
    },
    clear,
    hangUp,
  };
}
