import { z } from 'zod';
import { action } from '../action.js';
import type { Action } from '../simulator.js';
import { refusal } from './onbon-card.js';
import type { Rectangle } from './onbon-glass.js';

/** What is wrong with a board or set otherwise than usual; the actions change it. */
export interface Troubles {
  readonly dead: readonly Rectangle[];
  readonly statusPrefix: 'ack' | 'echo';
  readonly answersDamage: boolean;
  /** ms a command takes. */
  readonly slowMs: number;
  readonly actions: Readonly<Record<string, Action>>;
  /** The code with which this command is refused, whatever the card would say; undefined when it is for the card. */
  refuses(data: Uint8Array): number | undefined;
}

const pixelCount = z.int().min(0).max(4_096);

/** Commands (`A3 02`) and whole groups (`A4`) in hex. */
export const commandCodes = z
  .array(z.string().regex(/^[0-9A-F]{2}( [0-9A-F]{2})?$/, 'allowed are a group "A3" or a command "A3 02" in hex'))
  .max(256);

/** @param lacking what the firmware does not know from the start. */
export function createTroubles(lacking: readonly string[]): Troubles {
  let dead: Rectangle[] = [];
  let statusPrefix: 'ack' | 'echo' = 'ack';
  let answersDamage = true;
  let slowMs = 0;
  let nack = { code: 0, times: 0 };
  let lacks = new Set(lacking);

  return {
    get dead() {
      return dead;
    },
    get statusPrefix() {
      return statusPrefix;
    },
    get answersDamage() {
      return answersDamage;
    },
    get slowMs() {
      return slowMs;
    },
    refuses(data) {
      if (nack.times > 0) {
        nack.times--;
        return nack.code;
      }
      const code = Buffer.from(data.subarray(0, 2)).toString('hex').toUpperCase();
      if (lacks.has(code.slice(0, 2))) return refusal.unknownGroup;
      return lacks.has(`${code.slice(0, 2)} ${code.slice(2)}`) ? refusal.unknownCommand : undefined;
    },
    actions: {
      /** The next `times` commands are refused with this code and not carried out. */
      nack: action({ code: z.int().min(1).max(16), times: z.int().min(0).max(1_000_000).default(1) }, (wanted) => {
        nack = wanted;
      }),
      /** Another firmware: it does not know these commands, and those it lacked before it knows now. */
      lacks: action({ commands: commandCodes }, ({ commands }) => {
        lacks = new Set(commands);
      }),
      'status-prefix': action({ prefix: z.enum(['ack', 'echo']) }, ({ prefix }) => {
        statusPrefix = prefix;
      }),
      'crc-errors': action({ answer: z.enum(['nack', 'silence']) }, ({ answer }) => {
        answersDamage = answer === 'nack';
      }),
      /** Every command takes this long; until then further ones are refused as busy. */
      slow: action({ ms: z.int().min(0).max(60_000) }, ({ ms }) => {
        slowMs = ms;
      }),
      /** A part of the glass goes dark; the card notices nothing. */
      'dead-segment': action({ x: pixelCount, y: pixelCount, width: pixelCount, height: pixelCount }, (rectangle) => {
        dead = [...dead, rectangle].slice(-64);
      }),
      repair: action({}, () => {
        dead = [];
      }),
    },
  };
}
