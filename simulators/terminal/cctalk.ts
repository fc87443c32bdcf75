import { z } from 'zod';
import { parse } from '../action.js';
import type { Simulator, World } from '../simulator.js';
import { cctalkActions, type Misbehaviour } from './cctalk-actions.js';
import { type CctalkMessage, createMessageDecoder, encodeMessage } from './cctalk-codec.js';
import { type CctalkDevice, type CctalkDeviceView, type CctalkKind, createCctalkDevice } from './cctalk-device.js';
import { createMaster } from './cctalk-master.js';
import { natures } from './cctalk-natures.js';
import { createCctalkWire, type Speaker } from './cctalk-wire.js';

const kinds = ['bill', 'coin', 'hopper'] as const;

export const cctalkOptions = z.strictObject({
  devices: z.array(z.enum(kinds)).min(1).max(3).default(['bill', 'coin']).describe('who is on the wire'),
  checksum: z.enum(['sum', 'crc']).default('sum').describe('8-bit sum, or the CRC variant'),
  replyMs: z.int().min(0).max(1_000).default(10).describe('ms from the end of a request to its reply'),
  echo: z.boolean().default(true).describe('whether a line hears its own bytes; also the knob of that name'),
  kioskPollsMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(0)
    .describe('ms between the polls of a kiosk PC from the beginning; 0 = none'),
});

/** A header that a supervisor must never send, and that came from a line. */
export interface CctalkTripped {
  readonly address: number;
  readonly header: number;
  readonly at: number;
}

export interface CctalkView {
  readonly devices: Partial<Record<CctalkKind, CctalkDeviceView>>;
  /** The last 100, oldest first; what the kiosk PC sends is its right and stands not here. */
  readonly tripwires: readonly CctalkTripped[];
  /** Whole, correct requests from lines, by header. */
  readonly requests: Readonly<Record<string, number>>;
  /** Bytes that lines have sent: 0 as long as they only listen. */
  readonly bytesFromLines: number;
  readonly collisions: number;
  readonly kioskPolls: { readonly on: boolean; readonly count: number };
}

/** The headers a supervisor may send (terminal-health.md 5.1, rule a). */
const harmless: ReadonlySet<number> = new Set([254, 246, 245, 244, 242, 241, 192, 249, 4, 232]);

/**
 * A ccTalk bus behind one adapter: a bill validator (40), a coin acceptor (2) and, if wanted, a hopper (3) on one wire
 * where every line hears everything, its own bytes and those of the kiosk PC included. `connect` it twice to have an owner and a
 * tap. Any header off the list of rule a from a line is answered as a device would and stands in `tripwires`.
 *
 * Actions; `device` is bill (default), coin or hopper. Money: `insert {device, type}` (true when taken), `event
 * {device, code}` (status), `credit {device, type, path}`, `set-events {device, counter, pairs}`, `fault {device, code,
 * extra?}` (self-check; 0 = well). The bill validator with what belongs together: `stacker-remove`, `stacker-insert`,
 * `stacker-full`, `stacker-jam`, `jam`, `clear-jam`, `fraud {code}`. Line: `answer {device, with: nak|busy|none, times}`,
 * `cut {device, bytes, times}` (the reply ends early), `gap {ms}` (between the bytes of each reply; 50 and more is a
 * break), `power-cycle {device?}` (all when left out; deaf for 250 ms), `absent {device, on}` (taken off the wire).
 * Kiosk PC: `host-polls {on, intervalMs}` polls 254, 159 and 229 and releases the inhibits. `forget-tripwires`.
 */
export function createCctalk(world: World, options: z.input<typeof cctalkOptions> = {}): Simulator {
  const { devices: wanted, checksum, replyMs, echo, kioskPollsMs } = parse(cctalkOptions, options);
  const devices = new Map<CctalkKind, CctalkDevice>(
    wanted.map((kind) => [kind, createCctalkDevice(natures[kind], world.clock)]),
  );
  const misbehaviour = new Map<CctalkKind, Misbehaviour>(wanted.map((kind) => [kind, {}]));
  const line = { gapMs: 0 };
  const tripwires: CctalkTripped[] = [];
  const requests: Record<string, number> = {};
  const decode = createMessageDecoder(world.clock, checksum);

  const wire = createCctalkWire(world, echo, (bytes, speaker) => {
    for (const message of decode(bytes)) if (speaker !== 'device') receive(message, speaker);
  });
  const master = createMaster(world.clock, new Set(devices.keys()), ({ kind, header, data }) => {
    const { address } = natures[kind];
    wire.say(encodeMessage({ destination: address, source: 1, header, data }, checksum));
  });

  function receive({ destination, source, header, data }: CctalkMessage, speaker: Speaker): void {
    if (speaker === 'line') note(destination, header);
    for (const [kind, device] of devices) {
      if (device.nature.address === destination) respond(kind, device, source, header, data);
    }
  }
  function note(address: number, header: number): void {
    requests[header] = (requests[header] ?? 0) + 1;
    if (harmless.has(header)) return;
    tripwires.push({ address, header, at: world.clock.now() });
    if (tripwires.length > 100) tripwires.shift();
  }
  function respond(
    kind: CctalkKind,
    device: CctalkDevice,
    host: number,
    header: number,
    data: readonly number[],
  ): void {
    const wrong = misbehaviour.get(kind);
    if (wrong?.absent) return;
    const instead = use(wrong?.answer);
    const reply = instead ? { header: refusals[instead.with], data: [] } : device.answer(header, data);
    if (!reply || reply.header === undefined) return;
    const source = (device.nature.address + (wire.faults.wrongAddress ? 1 : 0)) & 0xff;
    const bytes = encodeMessage({ destination: host, source, header: reply.header, data: reply.data }, checksum);
    const cut = use(wrong?.cut);
    wire.answer(cut ? bytes.subarray(0, cut.bytes) : bytes, replyMs, line.gapMs);
  }

  if (kioskPollsMs > 0) master.start(kioskPollsMs);

  return {
    kind: 'terminal/cctalk',
    faults: wire.faults,
    setFaults: wire.setFaults,
    connect: wire.connect,
    actions: cctalkActions({ devices, misbehaviour, line, master, forgetTripwires: () => void tripwires.splice(0) }),
    restart() {
      wire.clear();
      for (const device of devices.values()) device.powerCycle();
    },
    view: (): CctalkView => ({
      devices: Object.fromEntries([...devices].map(([kind, device]) => [kind, device.view()])),
      tripwires: [...tripwires],
      requests: { ...requests },
      bytesFromLines: wire.fromLines,
      collisions: wire.collisions,
      kioskPolls: { on: master.on, count: master.asked },
    }),
    close() {
      master.stop();
      wire.clear();
      wire.hangUp();
    },
  };
}

/** Header of the answer; `none` says nothing. */
const refusals = { nak: 5, busy: 6, none: undefined } as const;

/** Uses up one of what is still to go wrong. */
function use<Wrong extends { times: number }>(wrong: Wrong | undefined): Wrong | undefined {
  if (!wrong || wrong.times === 0) return undefined;
  wrong.times--;
  return wrong;
}
