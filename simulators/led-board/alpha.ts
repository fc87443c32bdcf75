import { z } from 'zod';
import { action, parse } from '../action.js';
import { createDevice, type Device } from '../device.js';
import type { Output, World } from '../simulator.js';
import { createTimers } from '../timers.js';
import { type AlphaPacket, createPacketDecoder, encodeReply, isFor, status } from './alpha-codec.js';
import type { Cell } from './alpha-glass.js';
import { createReceiver, hostFormat, serialFormat } from './alpha-line.js';
import { createAlphaSign, type Outcome } from './alpha-sign.js';
import { type AlphaView, viewSign } from './alpha-view.js';

export const alphaOptions = z.strictObject({
  address: z
    .string()
    .regex(/^(?!00)[0-9A-F]{2}$/, 'allowed are two hex digits, 01 to FF')
    .default('01'),
  columns: z.int().min(1).max(256).default(16).describe('characters in a row'),
  rows: z.int().min(1).max(16).default(1),
  generation: z.literal([1, 2]).default(2).describe('1 = older firmware without ACK/NAK'),
  typeCode: z
    .string()
    .regex(/^[!-/1-Y[-~]$/, 'allowed is one printable sign but 0 and Z')
    .default('f')
    .describe('answers to this type and to Z'),
  format: serialFormat.prefault({}).describe('the serial format the sign listens to'),
  priorityKept: z.boolean().default(false).describe('the priority file survives a power cut'),
  baud: z.int().min(1_200).max(921_600).optional().describe('answers take the time the wire would; absent = at once'),
});

const broadcast = '00';
const everyType = 'Z';
const acknowledge = 0x06;
const refuse = 0x15;
const label = z.string().regex(/^[!-~]$/, 'allowed is one printable sign');

/** An Alpha or BetaBrite sign (led-boards-counters-hid.md 4.1). The priority file is lost with the power. */
export function createAlpha(world: World, options: z.input<typeof alphaOptions> = {}): Device<AlphaPacket> {
  const { address, columns, rows, generation, typeCode, format, priorityKept, baud } = parse(alphaOptions, options);
  const sign = createAlphaSign({ clock: world.clock, address, generation, priorityKept });
  const receiver = createReceiver(format, world.random);
  const timers = createTimers(world.clock);
  const { settings, memory } = sign;
  let dead: Cell[] = [];
  let slowMs = 0;
  let nack = { status: 0, times: 0 };

  const perform = ({ commands, overflow }: AlphaPacket): Outcome[] => {
    if (overflow) return [{ errors: status.overflow }];
    if (nack.times === 0) return commands.map(sign.perform);
    nack.times--;
    return [{ errors: nack.status }];
  };
  const answersTo = (outcomes: readonly Outcome[]): Uint8Array => {
    const replies = outcomes.flatMap(({ reply }) => reply ?? []);
    const own = device.faults.wrongAddress ? '01' : '00';
    const read = replies.map((reply) => encodeReply(own, reply));
    // Once per packet; what was only read is acknowledged by the answer itself.
    if (!settings.acknowledges || replies.length === outcomes.length) return Buffer.concat(read);
    const verdict = outcomes.some(({ errors }) => errors !== 0) ? refuse : acknowledge;
    return Buffer.concat([...read, Uint8Array.of(verdict, status.idle | settings.errors)]);
  };
  const sendLater = (answer: Uint8Array, wireLength: number, output: Output) => {
    const ms = slowMs + (baud === undefined ? 0 : Math.ceil(((wireLength + answer.length) * 10_000) / baud));
    if (ms === 0) output.send(answer);
    else timers.after(ms, () => output.send(answer));
  };

  const device: Device<AlphaPacket> = createDevice<AlphaPacket>({
    kind: 'led-board/alpha',
    world,
    decoder() {
      const decode = createPacketDecoder();
      return (bytes) => {
        settings.errors |= receiver.troubles();
        return decode(receiver.hear(bytes));
      };
    },
    respond: {
      onRequest(packet, output) {
        const meant = [everyType, typeCode].includes(packet.type) && isFor(settings.address, packet.address);
        if (!meant) return undefined;
        const outcomes = perform(packet);
        for (const { errors } of outcomes) settings.errors |= errors;
        if (packet.address !== broadcast) sendLater(answersTo(outcomes), packet.wireLength, output);
        return 'handled';
      },
    },
    actions: {
      'power-cycle': action({}, () => device.restart()),
      /** Every answer takes this long. */
      slow: action({ ms: z.int().min(0).max(60_000) }, ({ ms }) => {
        slowMs = ms;
      }),
      /** The next `times` packets are not carried out and raise these bits. */
      nack: action({ status: z.int().min(1).max(0x3f), times: z.int().min(0).max(1_000_000).default(1) }, (wanted) => {
        nack = wanted;
      }),
      /** Somebody has put in another board: generation 1 knows no ACK/NAK. */
      'wrong-firmware': action({ generation: z.literal([1, 2]).default(1) }, (wanted) => {
        settings.generation = wanted.generation;
        settings.acknowledges &&= wanted.generation === 2;
      }),
      /** Somebody writes into a file with the remote control; TEXT keeps its position and mode. */
      tamper: action({ label, text: z.string().regex(/^[ -~]*$/, 'allowed is ASCII') }, (wanted) => {
        const file = memory.list().find((candidate) => candidate.label === wanted.label && candidate.kind !== 'dots');
        const field = file?.kind === 'text' ? (/^\x1b../.exec(file.content)?.[0] ?? '') : '';
        const errors = file ? memory.write(file.kind, file.label, `${field}${wanted.text}`) : status.illegal;
        if (errors !== 0) throw new Error(`label: no file "${wanted.label}" that holds this text`);
      }),
      /** A character goes dark; the sign notices nothing. */
      'dead-segment': action({ column: z.int().min(0).max(255), row: z.int().min(0).max(15) }, (cell) => {
        dead = [...dead, cell].slice(-64);
      }),
      repair: action({}, () => {
        dead = [];
      }),
      /** Somebody sets what the sign listens to. */
      format: action(hostFormat, (wanted) => {
        receiver.sign = wanted;
      }),
      /** How the host has opened the line. When the two differ the sign hears noise. */
      'host-format': action(hostFormat, (wanted) => {
        receiver.host = wanted;
      }),
    },
    view: (): AlphaView => viewSign({ sign, receiver, columns, rows, dead, now: world.clock.now() }),
    restart() {
      timers.clear();
      sign.restart();
    },
    close: () => timers.clear(),
  });
  return device;
}
