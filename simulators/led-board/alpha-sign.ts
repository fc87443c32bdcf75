import type { Clock } from '../simulator.js';
import { createSignClock, type SignClock } from './alpha-clock.js';
import { type AlphaCommand, status } from './alpha-codec.js';
import { type AlphaMemory, createAlphaMemory } from './alpha-memory.js';
import { type AlphaSettings, specialFunctions } from './alpha-special.js';

/** A sign's inside: what it keeps and how commands change it. */
export interface AlphaSign {
  readonly memory: AlphaMemory;
  readonly clock: SignClock;
  readonly settings: AlphaSettings;
  perform(command: AlphaCommand): Outcome;
  /** What a power cut does: ACK/NAK is off again and the priority file gone unless it is kept. */
  restart(): void;
}

/** `errors` are the bits it raises; `reply` answers a read, in the form that would write the same. */
export interface Outcome {
  readonly errors: number;
  readonly reply?: string;
}

export function createAlphaSign(options: {
  readonly clock: Clock;
  readonly address: string;
  readonly generation: 1 | 2;
  readonly priorityKept: boolean;
}): AlphaSign {
  const memory = createAlphaMemory();
  const clock = createSignClock(options.clock);
  const settings: AlphaSettings = {
    address: options.address,
    generation: options.generation,
    acknowledges: false,
    speaker: true,
    timeFormat: 'S',
    dimming: '0000',
    errors: 0,
    tripwires: { softResets: 0, addressChanges: 0, configurations: 0 },
  };
  const restart = () => {
    settings.acknowledges = false;
    settings.errors = 0;
    if (!options.priorityKept) memory.releasePriority();
  };
  const specials = specialFunctions({ memory, clock, settings, softReset: restart });
  const special = (label: string) => (Object.hasOwn(specials, label) ? specials[label] : undefined);

  /** A read of what is not there raises the same bit as a write to it. */
  const answer = (code: string, label: string, content: string | undefined): Outcome =>
    content === undefined ? { errors: status.illegal } : { errors: 0, reply: `${code}${label}${content}` };

  const commands: Readonly<Record<string, (label: string, content: string) => Outcome>> = {
    A: (label, content) => ({ errors: memory.write('text', label, content) }),
    B: (label) => answer('A', label, memory.read('text', label)),
    E: (label, content) => ({ errors: special(label)?.write?.(content) ?? status.illegal }),
    F: (label) => answer('E', label, special(label)?.read?.()),
    G: (label, content) => ({ errors: memory.write('string', label, content) }),
    H: (label) => answer('G', label, memory.read('string', label)),
  };
  return {
    memory,
    clock,
    settings,
    restart,
    perform({ code, data, intact }) {
      if (!intact) return { errors: status.checksum };
      const run = Object.hasOwn(commands, code) ? commands[code] : undefined;
      return run?.(data.slice(0, 1), data.slice(1)) ?? { errors: status.illegal };
    },
  };
}
