import { z } from 'zod';
import { action, parse } from '../action.js';
import { createDevice, type Device } from '../device.js';
import type { World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { createCard, type Outcome, refusal } from './onbon-card.js';
import { createPacketDecoder, encodePacket, type OnbonPacket } from './onbon-codec.js';
import { anyDeviceType, cardModels, deviceTypes } from './onbon-models.js';
import { fonts } from './onbon-text.js';
import { commandCodes, createTroubles } from './onbon-troubles.js';
import { type BoardView, viewBoard } from './onbon-view.js';

export const onbonOptions = z.strictObject({
  address: z.int().min(0).max(0x7fff).default(1).describe('screen number'),
  width: z.int().min(8).max(4_096).default(64).describe('pixels'),
  height: z.int().min(16).max(1_024).default(32).describe('pixels'),
  model: z.enum(cardModels).optional().describe('says so in each reply; absent = the wildcard'),
  series: z.enum(['5k', '6k']).optional().describe('how X and Width are counted; absent = as the model does, or 5k'),
  font: z.enum(fonts).default('gb2312').describe('the signs it has'),
  firmware: z
    .string()
    .regex(/^[ -~]{0,64}$/, 'allowed are up to 64 printable ASCII signs')
    .default('BX-5K V1.00')
    .describe('the answer to A2 04; its real layout is not known'),
  lacks: commandCodes.default([]).describe('commands and groups this firmware does not know'),
  baud: z
    .int()
    .min(1_200)
    .max(921_600)
    .optional()
    .describe('answers take the time the wire would; absent = at once, and so on a line that has a baud of its own'),
});

const broadcastSilent = 0xffff;
const broadcastAnswered = 0xfffe;
const answerWanted = 0x01;

/** An Onbon BX card with its board (led-boards-counters-hid.md 2). Dynamic areas are lost with the power. */
export function createOnbon(world: World, options: z.input<typeof onbonOptions> = {}): Device<OnbonPacket> {
  const { address, width, height, model, series, font, firmware, lacks, baud } = parse(onbonOptions, options);
  const counting = series ?? (model?.startsWith('6') ? '6k' : '5k');
  const card = createCard(world.clock, { address, series: counting, font, firmware });
  const troubles = createTroubles(lacks);
  const timers = createTimers(world.clock);
  let working = false;

  const perform = (request: OnbonPacket): Outcome => {
    if (!request.intact) return { ok: false, code: refusal.crc };
    if (working) return { ok: false, code: refusal.busy };
    const code = troubles.refuses(request.data);
    return code === undefined ? card.perform(request) : { ok: false, code };
  };
  const answerTo = (request: OnbonPacket, outcome: Outcome): Uint8Array => {
    const [group = 0, command = 0] = request.data;
    const echoed = outcome.ok && outcome.data !== undefined && troubles.statusPrefix === 'echo';
    const prefix = echoed ? [group, command, 0] : outcome.ok ? [0xa0, 0, 0] : [0xa0, 1, outcome.code];
    const own = request.destination === broadcastAnswered ? broadcastAnswered : address;
    return encodePacket({
      destination: request.source,
      source: device.faults.wrongAddress ? (own + 1) & 0xffff : own,
      deviceType: model === undefined ? anyDeviceType : deviceTypes[model],
      data: [...prefix, 0, 0, ...(outcome.ok ? (outcome.data ?? []) : [])],
    });
  };
  const wantsAnswer = ({ destination, data, intact }: OnbonPacket): boolean =>
    destination !== broadcastSilent && (intact ? data[2] === answerWanted : troubles.answersDamage);
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
        const busyMs = outcome.ok ? troubles.slowMs : 0;
        working ||= busyMs > 0;
        after(busyMs + wireMs(request.wireLength + answer.length), () => {
          if (busyMs > 0) working = false;
          output.send(answer);
        });
        return 'handled';
      },
    },
    actions: { 'power-cycle': action({}, () => device.restart()), ...troubles.actions },
    view: (): BoardView => viewBoard(card, { width, height }, troubles.dead),
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
