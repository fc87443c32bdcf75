import { z } from 'zod';
import { action, parse } from '../action.js';
import { createDevice, type Device } from '../device.js';
import type { Output, World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { ack, createRequestDecoder, type DispenserRequest, encodeReply, nak } from './card-dispenser-codec.js';
import {
  type FlagName,
  flagDigits,
  flagNames,
  flagsOf,
  type Mechanism,
  stateDigits,
} from './card-dispenser-mechanism.js';

export const cardDispenserOptions = z.strictObject({
  cards: z.int().min(0).max(10_000).default(200).describe('cards in the hopper at the start'),
  lowAt: z.int().min(0).max(10_000).default(20).describe('cards at and below which the hopper is low'),
  binHolds: z.int().min(1).max(10_000).default(30).describe('cards the recycle bin holds'),
  version: z
    .string()
    .regex(/^[\x20-\x7e]{3}$/, 'allowed are three printable ASCII characters, e.g. 319')
    .default('319')
    .describe('what GV answers'),
  enquiryMs: z.int().min(10).max(60_000).default(1_000).describe('ms the unit waits for ENQ after its ACK'),
});

/** A command that moves or resets something, and so must never come from a supervisor. */
export interface Tripped {
  readonly code: string;
  /** ms since 1970. */
  readonly at: number;
}

export interface CardDispenserView extends Mechanism {
  readonly flags: readonly FlagName[];
  /** The digits that RF and PB would say now. */
  readonly rf: string;
  readonly pb: string;
  /** The last 100 commands that are none of RF, PB, GV, oldest first. */
  readonly tripwires: readonly Tripped[];
  /** Commands with a wrong BCC. */
  readonly broken: number;
}

const times = { times: z.int().min(0).max(1_000_000).default(1) };
const on = { on: z.boolean().default(true) };
const flagName = z.enum(flagNames.flat() as [FlagName, ...FlagName[]]);

/**
 * A card or SIM dispenser of the family QU-CD-720M/820M. RF, PB and GV are answered after ENQ. ST, DC and CP are carried
 * out at ENQ as the unit would, and stand in `tripwires` from the moment they came; so does any other command, which is
 * refused with NAK. The manual leaves open what DC, CP and ST reply; here it is the state as for RF.
 *
 * Actions. Mechanism: `load {cards}`, `hopper-low`, `hopper-empty`, `jam {on}`, `fail {on}`, `bin-full {on}`,
 * `halt {on}` (not ready), `card {at: none|at-read|at-take}`, `motion {is: still|dispensing|calling-back}`, `take-card`
 * (the customer), `power-cycle`. Any answer whatever the mechanism: `force-flags {flags}` (PB and the RF that follows
 * from them), `force-rf {digits}`, `unforce`. Protocol: `nak {times}` (refuses right commands), `busy {times}` (does not
 * hear commands), `no-reply {times}` (ACK, then nothing to ENQ), `wrong-bcc {times}`, `wrong-reply {times}` (another
 * letter pair), `forget-tripwires`.
 */
export function createCardDispenser(
  world: World,
  options: z.input<typeof cardDispenserOptions> = {},
): Device<DispenserRequest> {
  const { cards, version, enquiryMs, ...capacity } = parse(cardDispenserOptions, options);
  const timers = createTimers(world.clock);
  const mechanism: Mechanism = {
    cards,
    binCards: 0,
    card: 'none',
    motion: 'still',
    jammed: false,
    failed: false,
    halted: false,
    last: 'none',
  };
  const misbehave = { nak: 0, busy: 0, 'no-reply': 0, 'wrong-bcc': 0, 'wrong-reply': 0 };
  let forcedFlags: ReadonlySet<FlagName> | undefined;
  let forcedRf: string | undefined;
  let asked: string | undefined;
  let patience: { cancel(): void } | undefined;
  let broken = 0;
  const tripwires: Tripped[] = [];

  const flags = () => forcedFlags ?? flagsOf(mechanism, capacity);
  const rf = () => forcedRf ?? stateDigits(flags());
  const moves: Readonly<Record<string, () => void>> = {
    ST: () => Object.assign(mechanism, { jammed: false, failed: false, motion: 'still', card: 'none', last: 'none' }),
    DC: () => {
      if (!flags().has('ready') || mechanism.card === 'at-take') return;
      if (mechanism.card === 'none') mechanism.cards--;
      Object.assign(mechanism, { card: 'at-take', last: 'none' });
    },
    CP: () => {
      if (mechanism.card === 'none') return;
      mechanism.binCards++;
      Object.assign(mechanism, { card: 'none', last: 'called-back' });
    },
  };
  const answers: Readonly<Record<string, () => Uint8Array>> = {
    RF: () => encodeReply('SF', rf()),
    PB: () => encodeReply('PB', flagDigits(flags())),
    GV: () => encodeReply('GV', version),
  };
  const happens = (what: keyof typeof misbehave) => misbehave[what] > 0 && misbehave[what]-- > 0;
  const forget = () => {
    patience?.cancel();
    asked = undefined;
  };
  const take = (code: string, output: Output) => {
    if (!Object.hasOwn(answers, code)) {
      tripwires.push({ code, at: world.clock.now() });
      if (tripwires.length > 100) tripwires.shift();
    }
    if (happens('busy')) return;
    const known = Object.hasOwn(answers, code) || Object.hasOwn(moves, code);
    if (happens('nak') || !known) return output.send(Uint8Array.of(nak));
    asked = code;
    patience = timers.after(enquiryMs, forget);
    output.send(Uint8Array.of(ack));
  };
  const reply = (output: Output) => {
    const code = asked;
    forget();
    if (code === undefined) return;
    moves[code]?.();
    if (happens('no-reply')) return;
    const bytes = (answers[happens('wrong-reply') ? other(code) : code] ?? answers['RF'])?.() ?? new Uint8Array();
    if (happens('wrong-bcc')) bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0x5a;
    output.send(bytes);
  };
  const set = (patch: Partial<Mechanism>) => void Object.assign(mechanism, patch);
  const nextOnes = (what: keyof typeof misbehave) =>
    action(times, (wanted) => {
      misbehave[what] = wanted.times;
    });

  const device: Device<DispenserRequest> = createDevice<DispenserRequest>({
    kind: 'terminal/card-dispenser',
    world,
    decoder: createRequestDecoder,
    respond: {
      onRequest(request, output) {
        if (request.kind === 'enquiry') reply(output);
        else forget();
        if (request.kind === 'command') take(request.code, output);
        if (request.kind === 'broken') {
          broken++;
          output.send(Uint8Array.of(nak));
        }
        return 'handled';
      },
    },
    actions: {
      load: action({ cards: z.int().min(0).max(10_000).default(200) }, set),
      'hopper-low': action({}, () => set({ cards: Math.max(1, capacity.lowAt) })),
      'hopper-empty': action({}, () => set({ cards: 0 })),
      jam: action(on, (wanted) => set({ jammed: wanted.on })),
      fail: action(on, (wanted) => set({ failed: wanted.on })),
      'bin-full': action(on, (wanted) => set({ binCards: wanted.on ? capacity.binHolds : 0 })),
      halt: action(on, (wanted) => set({ halted: wanted.on })),
      card: action({ at: z.enum(['none', 'at-read', 'at-take']) }, ({ at }) => set({ card: at })),
      motion: action({ is: z.enum(['still', 'dispensing', 'calling-back']) }, ({ is }) => set({ motion: is })),
      'take-card': action({}, () => {
        if (mechanism.card === 'at-take') set({ card: 'none', last: 'taken' });
      }),
      'force-flags': action({ flags: z.array(flagName).max(12) }, (wanted) => {
        forcedFlags = new Set(wanted.flags);
      }),
      'force-rf': action({ digits: z.string().regex(/^\d{3}$/, 'allowed are three digits') }, ({ digits }) => {
        forcedRf = digits;
      }),
      unforce: action({}, () => {
        forcedFlags = undefined;
        forcedRf = undefined;
      }),
      nak: nextOnes('nak'),
      busy: nextOnes('busy'),
      'no-reply': nextOnes('no-reply'),
      'wrong-bcc': nextOnes('wrong-bcc'),
      'wrong-reply': nextOnes('wrong-reply'),
      'forget-tripwires': action({}, () => void tripwires.splice(0)),
      'power-cycle': action({}, () => device.restart()),
    },
    view: (): CardDispenserView => ({
      ...mechanism,
      flags: [...flags()],
      rf: rf(),
      pb: flagDigits(flags()),
      tripwires: [...tripwires],
      broken,
    }),
    restart() {
      forget();
      set({ motion: 'still', last: 'none' });
    },
    close: () => timers.clear(),
  });
  return device;
}

function other(code: string): string {
  return code === 'PB' ? 'RF' : 'PB';
}
