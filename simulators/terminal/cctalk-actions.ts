import { z } from 'zod';
import { action } from '../action.js';
import type { Action } from '../simulator.js';
import type { CctalkDevice, CctalkKind } from './cctalk-device.js';
import type { createMaster } from './cctalk-master.js';

/** What one device is to do wrong. */
export interface Misbehaviour {
  answer?: { readonly with: 'nak' | 'busy' | 'none'; times: number };
  /** Replies end after so many bytes. */
  cut?: { readonly bytes: number; times: number };
  /** Not on the wire. */
  absent?: boolean;
}

export interface CctalkParts {
  readonly devices: ReadonlyMap<CctalkKind, CctalkDevice>;
  readonly misbehaviour: ReadonlyMap<CctalkKind, Misbehaviour>;
  readonly line: { gapMs: number };
  readonly master: ReturnType<typeof createMaster>;
  readonly forgetTripwires: () => void;
}

const byte = z.int().min(0).max(255);
const who = z.enum(['bill', 'coin', 'hopper']);
const device = who.default('bill');
const times = z.int().min(0).max(1_000_000).default(1);

/** What a bill validator's event and self-check say together: event code, self-check code. */
const billStories: Readonly<Record<string, readonly [event: number, fault: number]>> = {
  'stacker-remove': [11, 44],
  'stacker-insert': [12, 0],
  'stacker-full': [14, 45],
  'stacker-jam': [15, 38],
  jam: [6, 39],
  'clear-jam': [22, 0],
};

export function cctalkActions({ devices, misbehaviour, line, master, forgetTripwires }: CctalkParts) {
  const of = <Thing>(things: ReadonlyMap<CctalkKind, Thing>, kind: CctalkKind): Thing => {
    const thing = things.get(kind);
    if (thing === undefined) throw new Error(`device: there is no ${kind} on this bus`);
    return thing;
  };
  const stories = Object.fromEntries(
    Object.entries(billStories).map(([name, [code, fault]]) => [
      name,
      action({}, () => {
        const bill = of(devices, 'bill');
        bill.event(0, code);
        bill.setFault(fault);
      }),
    ]),
  );
  const actions: Record<string, Action> = {
    ...stories,
    insert: action({ device, type: byte.min(1).default(1) }, (wanted) =>
      of(devices, wanted.device).insert(wanted.type),
    ),
    event: action({ device, code: byte }, (wanted) => of(devices, wanted.device).event(0, wanted.code)),
    credit: action({ device, type: byte.min(1), path: byte.default(0) }, (wanted) =>
      of(devices, wanted.device).event(wanted.type, wanted.path),
    ),
    fraud: action({ code: z.literal([8, 9, 17, 18]).default(9) }, ({ code }) => of(devices, 'bill').event(0, code)),
    'set-events': action(
      { device, counter: byte, pairs: z.array(z.tuple([byte, byte])).max(5) },
      ({ device: kind, counter, pairs }) => of(devices, kind).setEvents(counter, pairs),
    ),
    fault: action({ device, code: byte, extra: byte.optional() }, ({ device: kind, code, extra }) =>
      of(devices, kind).setFault(code, extra),
    ),
    answer: action({ device, with: z.enum(['nak', 'busy', 'none']), times }, ({ device: kind, ...wanted }) => {
      of(misbehaviour, kind).answer = wanted;
    }),
    cut: action({ device, bytes: z.int().min(1).max(256), times }, ({ device: kind, ...wanted }) => {
      of(misbehaviour, kind).cut = wanted;
    }),
    absent: action({ device, on: z.boolean().default(true) }, ({ device: kind, on }) => {
      of(misbehaviour, kind).absent = on;
    }),
    gap: action({ ms: z.int().min(0).max(1_000) }, ({ ms }) => {
      line.gapMs = ms;
    }),
    'power-cycle': action({ device: who.optional() }, ({ device: kind }) => {
      for (const one of kind ? [of(devices, kind)] : devices.values()) one.powerCycle();
    }),
    'host-polls': action(
      { on: z.boolean().default(true), intervalMs: z.int().min(20).max(60_000).default(100) },
      ({ on, intervalMs }) => {
        if (on) master.start(intervalMs);
        else master.stop();
      },
    ),
    'forget-tripwires': action({}, forgetTripwires),
  };
  return actions;
}
