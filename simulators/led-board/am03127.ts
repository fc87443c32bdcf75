import { z } from 'zod';
import { action, parse } from '../action.js';
import { createDevice, type Device } from '../device.js';
import type { World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { type Am03127Frame, createFrameDecoder, type Order } from './am03127-codec.js';
import { type Cell, drawPanel, type PanelGlass } from './am03127-glass.js';
import { parseOrder } from './am03127-order.js';
import { createPanel } from './am03127-panel.js';

export const am03127Options = z.strictObject({
  id: z
    .string()
    .regex(/^(?!00)[0-9A-F]{2}$/, 'allowed are two hex digits, 01 to FF')
    .default('01'),
  columns: z.int().min(1).max(256).default(16).describe('characters in a line'),
  rows: z.int().min(1).max(8).default(1).describe('lines it has room for'),
  kept: z.boolean().default(false).describe('pages, schedules, brightness and clock survive a power cut'),
  baud: z.int().min(1_200).max(921_600).optional().describe('answers take the time the wire would; absent = at once'),
});

export interface Am03127View extends PanelGlass {
  /** Percent. */
  readonly brightness: number;
  /** The sign's own clock, `2026-11-23 10:30:45`. */
  readonly clock: string;
  /** 1 = Monday to 7, as the sign was told. */
  readonly weekday: number;
  /** Letters of the pages that hold something. */
  readonly pages: readonly string[];
  /** Letters of the schedules it holds. */
  readonly schedules: readonly string[];
  readonly id: string;
  /** How often it was given another ID: never, by a good host. */
  readonly tripwires: { readonly idChanges: number };
}

const broadcast = '00';

/**
 * An Amplus AM03127 (led-boards-counters-hid.md 4.3). Silent for another ID and for data it has no form for; NACK for a
 * wrong checksum and for values that make no sense. The sources do not say what it keeps without power.
 */
export function createAm03127(world: World, options: z.input<typeof am03127Options> = {}): Device<Am03127Frame> {
  const { id: firstId, columns, rows, kept, baud } = parse(am03127Options, options);
  const panel = createPanel(world.clock);
  const timers = createTimers(world.clock);
  let id = firstId;
  let idChanges = 0;
  let dead: Cell[] = [];
  let slowMs = 0;
  let nacks = 0;

  const isMine = (wanted: string) => {
    const neighbour = device.faults.wrongAddress ? 1 : 0;
    return wanted === broadcast || Number.parseInt(wanted, 16) === ((Number.parseInt(id, 16) + neighbour) & 0xff);
  };
  const obey = ({ data, intact }: Order): 'ACK' | 'NACK' | undefined => {
    const order = parseOrder(data);
    if (!order) return undefined;
    if (nacks > 0) {
      nacks--;
      return 'NACK';
    }
    return intact && panel.perform(order) ? 'ACK' : 'NACK';
  };
  const answerTo = (frame: Am03127Frame): string | undefined => {
    if (frame.kind === 'new-id') {
      id = frame.id;
      idChanges++;
      return id;
    }
    const verdict = obey(frame);
    return frame.id === broadcast ? undefined : verdict;
  };

  const device: Device<Am03127Frame> = createDevice<Am03127Frame>({
    kind: 'led-board/am03127',
    world,
    decoder: createFrameDecoder,
    respond: {
      onRequest(frame, output) {
        if (frame.kind === 'order' && !isMine(frame.id)) return undefined;
        const answer = Buffer.from(answerTo(frame) ?? '', 'latin1');
        const wireMs = baud === undefined ? 0 : Math.ceil(((frame.wireLength + answer.length) * 10_000) / baud);
        if (slowMs + wireMs === 0) output.send(answer);
        else timers.after(slowMs + wireMs, () => output.send(answer));
        return 'handled';
      },
    },
    actions: {
      'power-cycle': action({}, () => device.restart()),
      /** Every answer takes this long. */
      slow: action({ ms: z.int().min(0).max(60_000) }, ({ ms }) => {
        slowMs = ms;
      }),
      /** The next `times` orders are refused and not carried out. */
      nack: action({ times: z.int().min(0).max(1_000_000).default(1) }, ({ times }) => {
        nacks = times;
      }),
      /** A character goes dark; the sign notices nothing. */
      'dead-segment': action({ column: z.int().min(0).max(255), row: z.int().min(0).max(7) }, (cell) => {
        dead = [...dead, cell].slice(-64);
      }),
      repair: action({}, () => {
        dead = [];
      }),
    },
    view: (): Am03127View => ({
      ...drawPanel({ panel, columns, rows, dead, now: world.clock.now() }),
      brightness: panel.brightness(),
      clock: panel.clock.text(),
      weekday: panel.clock.weekday(),
      pages: panel.pages(),
      schedules: panel.schedules(),
      id,
      tripwires: { idChanges },
    }),
    restart() {
      timers.clear();
      if (!kept) panel.wipe();
    },
    close: () => timers.clear(),
  });
  return device;
}
