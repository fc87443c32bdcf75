import { z } from 'zod';
import { action, parse } from '../action.js';
import { createDevice, type Device } from '../device.js';
import type { World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { createCard, type Outcome, refusal } from './onbon-card.js';
import { createPacketDecoder, encodePacket, type OnbonPacket } from './onbon-codec.js';
import type { Rectangle } from './onbon-glass.js';
import { type BoardView, viewBoard } from './onbon-view.js';

const pixelCount = z.int().min(0).max(4_096);

export const onbonOptions = z.strictObject({
  address: z.int().min(0).max(0x7fff).default(1).describe('screen number'),
  width: z.int().min(8).max(4_096).default(64).describe('pixels'),
  height: z.int().min(16).max(1_024).default(32).describe('pixels'),
  series: z.enum(['5k', '6k']).default('5k').describe('how X and Width are counted'),
  baud: z.int().min(1_200).max(921_600).optional().describe('answers take the time the wire would; absent = at once'),
});

const broadcastSilent = 0xffff;
const broadcastAnswered = 0xfffe;
const answerWanted = 0x01;

/** An Onbon BX card with its board (led-boards-counters-hid.md 2). Dynamic areas are lost with the power. */
export function createOnbon(world: World, options: z.input<typeof onbonOptions> = {}): Device<OnbonPacket> {
  const { address, width, height, series, baud } = parse(onbonOptions, options);
  const card = createCard(world.clock, series);
  const timers = createTimers(world.clock);
  let dead: Rectangle[] = [];
  let statusPrefix: 'ack' | 'echo' = 'ack';
  let answersDamage = true;
  let slowMs = 0;
  let working = false;
  let nack = { code: 0, times: 0 };

  const perform = ({ data, intact }: OnbonPacket): Outcome => {
    if (!intact) return { ok: false, code: refusal.crc };
    if (working) return { ok: false, code: refusal.busy };
    if (nack.times > 0) {
      nack.times--;
      return { ok: false, code: nack.code };
    }
    return card.perform(data);
  };
  const answerTo = (request: OnbonPacket, outcome: Outcome): Uint8Array => {
    const [group = 0, command = 0] = request.data;
    const echoed = outcome.ok && outcome.data !== undefined && statusPrefix === 'echo';
    const prefix = echoed ? [group, command, 0] : outcome.ok ? [0xa0, 0, 0] : [0xa0, 1, outcome.code];
    const own = request.destination === broadcastAnswered ? broadcastAnswered : address;
    return encodePacket({
      destination: request.source,
      source: device.faults.wrongAddress ? (own + 1) & 0xffff : own,
      data: [...prefix, 0, 0, ...(outcome.ok ? (outcome.data ?? []) : [])],
    });
  };
  const wantsAnswer = ({ destination, data, intact }: OnbonPacket): boolean =>
    destination !== broadcastSilent && (intact ? data[2] === answerWanted : answersDamage);
  const after = (ms: number, run: () => void): void => {
    if (ms === 0) run();
    else timers.after(ms, run);
  };
  const wireMs = (byteCount: number): number => (baud === undefined ? 0 : Math.ceil((byteCount * 10_000) / baud));

  const device: Device<OnbonPacket> = createDevice<OnbonPacket>({
    kind: 'led-board/onbon',
    world,
    decoder: createPacketDecoder,
    respond: {
      onRequest(request, output) {
        if (![address, broadcastSilent, broadcastAnswered].includes(request.destination)) return undefined;
        const outcome = perform(request);
        if (!wantsAnswer(request)) return 'handled';
        const answer = answerTo(request, outcome);
        const busyMs = outcome.ok ? slowMs : 0;
        working ||= busyMs > 0;
        after(busyMs + wireMs(request.wireLength + answer.length), () => {
          if (busyMs > 0) working = false;
          output.send(answer);
        });
        return 'handled';
      },
    },
    actions: {
      'power-cycle': action({}, () => device.restart()),
      /** The next `times` commands are refused with this code and not carried out. */
      nack: action({ code: z.int().min(1).max(16), times: z.int().min(0).max(1_000_000).default(1) }, (wanted) => {
        nack = wanted;
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
    view: (): BoardView => viewBoard(card, { width, height }, dead),
    restart() {
      timers.clear();
      working = false;
      card.areas.wipe();
    },
    close() {
      timers.clear();
      card.areas.wipe();
    },
  });
  return device;
}
