import { z } from 'zod';
import { action, parse } from '../action.js';
import type { Device } from '../device.js';
import { writtenBy } from '../modbus/registers.js';
import { exception, type Outcome, refuse } from '../modbus/reply.js';
import type { ModbusRequest } from '../modbus/request.js';
import { createSlave } from '../modbus/slave.js';
import type { World } from '../simulator.js';
import { allSegments } from './modbus-digits-glyphs.js';
import { baudRates } from './modbus-digits-memory.js';
import { createDigitModule } from './modbus-digits-module.js';
import { registerNumber } from './modbus-digits-registers.js';
import { type DigitsView, type Tripwires, viewDigits } from './modbus-digits-view.js';

export const modbusDigitsOptions = z.strictObject({
  address: z.int().min(1).max(247).default(1).describe('slave address'),
  digits: z.literal([4, 6]).default(4).describe('4 = DM56A04, 6 = DM36B06'),
  baud: z.literal(baudRates).optional().describe('answers take the time the wire would; absent = at once, set to 9600'),
});

/** Every module answers to it, under this address: the vendor's way to find out an address. */
const anyAddress = 0xff;
const replyDelayUnitMs = 40;
const bitsPerByte = 10;

/** What a firmware can do without. */
const lacking = ['write-many', 'blink', 'brightness'] as const;

/**
 * A DM56A04 or DM36B06 digit display (led-boards-counters-hid.md 3). A module that works at another speed or parity
 * than the line hears nothing it understands. Address 00, the broadcast of Modbus, is not in its manual: not heard.
 */
export function createModbusDigits(
  world: World,
  options: z.input<typeof modbusDigitsOptions> = {},
): Device<ModbusRequest> {
  const { address, digits, baud } = parse(modbusDigitsOptions, options);
  const line = { baud: baudRates.indexOf(baud ?? 9_600), parity: 0 };
  const module = createDigitModule(digits, { address, ...line });
  const tripwires: Tripwires = { factoryReset: 0, address: 0, baud: 0, parity: 0 };
  let poweredAt = world.clock.now();
  let dead = noneDead(digits);
  let lacks: readonly (typeof lacking)[number][] = [];

  const perform = (request: ModbusRequest): Outcome => {
    count(request, tripwires);
    if (request.functionCode === 0x10 && lacks.includes('write-many')) return refuse(exception.illegalFunction);
    if (lacks.some((what) => what !== 'write-many' && touches(request, registerNumber[what]))) {
      return refuse(exception.illegalAddress);
    }
    return module.perform(request);
  };
  const understands = () => module.lineInForce.baud === line.baud && module.lineInForce.parity === line.parity;

  return createSlave({
    kind: 'led-board/modbus-digits',
    world,
    hears: (called) => understands() && (called === module.settings.address || called === anyAddress),
    perform,
    delayMs: () => module.settings.replyDelay * replyDelayUnitMs,
    wireMs: (byteCount) => (baud === undefined ? 0 : Math.ceil((byteCount * bitsPerByte * 1_000) / baud)),
    actions: {
      /** Segments of a digit, counted from 1 on the left, stop lighting; the module notices nothing. `p` is the point. */
      'dead-segment': action(
        {
          digit: z.int().min(1).max(digits),
          segments: z.union([z.literal('all'), z.string().regex(/^[a-gp]+$/, 'allowed are a to g, p, or all')]),
        },
        ({ digit, segments }) => {
          const more = segments === 'all' ? allSegments : segments;
          dead = dead.map((before, index) => (index === digit - 1 ? new Set([...before, ...more]) : before));
        },
      ),
      repair: action({}, () => {
        dead = noneDead(digits);
      }),
      /** Somebody else writes a register. Throws when the module refuses. */
      tamper: action({ register: z.int().min(0).max(0xffff), value: z.int().min(0).max(0xffff) }, (wanted) => {
        const { register: start, value } = wanted;
        const outcome = module.perform({ address, functionCode: 6, start, count: 1, values: [value], wireLength: 0 });
        if ('exception' in outcome) throw new Error(`register ${start}: the module refuses ${value}`);
      }),
      /**
       * A firmware without FC 10 hex (exception 01), or without the register for blinking or brightness (exception 02,
       * also for a reading across it). An empty list is the right one again.
       */
      'wrong-firmware': action({ lacks: z.array(z.enum(lacking)) }, (wanted) => {
        lacks = wanted.lacks;
      }),
    },
    view: (): DigitsView => viewDigits(module, dead, world.clock.now() - poweredAt, tripwires),
    restart() {
      poweredAt = world.clock.now();
      module.powerOn();
    },
  });
}

function noneDead(digits: number): ReadonlySet<string>[] {
  return Array.from({ length: digits }, () => new Set<string>());
}

function touches({ start, count }: ModbusRequest, register: number): boolean {
  return start <= register && register < start + count;
}

function count(request: ModbusRequest, tripwires: Tripwires): void {
  const together = writtenBy(request);
  for (const name of Object.keys(tripwires) as (keyof Tripwires)[]) {
    if (together.has(registerNumber[name])) tripwires[name]++;
  }
}
