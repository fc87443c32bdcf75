import { z } from 'zod';
import { action, parse } from '../action.js';
import type { Device } from '../device.js';
import { performOn, type Registers } from '../modbus/registers.js';
import { exception, type Outcome, refuse } from '../modbus/reply.js';
import type { ModbusRequest } from '../modbus/request.js';
import { createSlave } from '../modbus/slave.js';
import type { World } from '../simulator.js';
import { type ContactKind, type ContactView, contactSchema, createContacts } from './modbus-inputs-contacts.js';
import { type Broken, brokenWords, createSensor } from './modbus-inputs-sensor.js';

const wiring = [
  { input: 0, as: 'door' },
  { input: 1, as: 'tamper' },
  { input: 2, as: 'vibration' },
  { input: 3, as: 'water' },
  { input: 4, as: 'smoke' },
  { input: 5, as: 'mains', normally: 'closed' },
] as const;

export const modbusInputsOptions = z.strictObject({
  address: z.int().min(1).max(247).default(1).describe('slave address'),
  count: z.int().min(1).max(256).default(8).describe('inputs the module has'),
  wired: z.array(contactSchema).default(wiring.map((contact) => contactSchema.parse(contact))),
  temperatureRegister: z.int().min(0).max(0xffff).default(1),
  humidityRegister: z.int().min(0).max(0xffff).default(2),
  baud: z.int().min(300).max(115_200).optional().describe('answers take the time the wire would; absent = at once'),
});

export interface InputsView {
  readonly contacts: readonly ContactView[];
  readonly celsius: number;
  readonly percent: number;
  readonly broken: Broken | undefined;
  /** Requests that would have changed something: a host that only watches sends none. */
  readonly writes: number;
}

const bitsPerByte = 10;
const mostBits = 2_000;
const input = z.int().min(0).max(255);
const anyInput = { input: input.optional() };
const onAnyInput = { ...anyInput, on: z.boolean().default(true) };

/**
 * A digital-input module with a temperature and humidity sensor, Modbus RTU (terminal-health.md 5.4). Inputs answer to
 * FC 02 and, as many of these modules do, to FC 01; the sensor to FC 04 and 03. Everything else is refused.
 */
export function createModbusInputs(
  world: World,
  options: z.input<typeof modbusInputsOptions> = {},
): Device<ModbusRequest> {
  const { address, count, wired, baud, ...registerNumbers } = parse(modbusInputsOptions, options);
  const contacts = createContacts(wired, world.random);
  const sensor = createSensor();
  let writes = 0;

  const bits = ({ start, count: wanted }: ModbusRequest): Outcome => {
    if (wanted < 1 || wanted > mostBits) return refuse(exception.illegalValue);
    if (start + wanted > count) return refuse(exception.illegalAddress);
    return { values: Array.from({ length: wanted }, (_, index) => (contacts.reads(start + index) ? 1 : 0)) };
  };
  const registers = (request: ModbusRequest, readCode: 0x03 | 0x04): Outcome => {
    const words = sensor.words();
    if (!words) return refuse(deviceFailure);
    const map: Registers = new Map([
      [registerNumbers.temperatureRegister, { read: () => words[0] }],
      [registerNumbers.humidityRegister, { read: () => words[1] }],
    ]);
    return performOn(map, request, readCode);
  };
  const perform = (request: ModbusRequest): Outcome => {
    const { functionCode } = request;
    if (functionCode === 0x01 || functionCode === 0x02) return bits(request);
    if (functionCode === 0x03 || functionCode === 0x04) return registers(request, functionCode);
    writes += 1;
    return refuse(exception.illegalFunction);
  };
  /** Something that is there or not, e.g. water at a sensor. */
  const presence = (...kinds: ContactKind[]) => action(onAnyInput, ({ input: at, on }) => contacts.act(kinds, at, on));

  return createSlave({
    kind: 'terminal/modbus-inputs',
    world,
    hears: (called) => called === address,
    perform,
    wireMs: (byteCount) => (baud === undefined ? 0 : Math.ceil((byteCount * bitsPerByte * 1_000) / baud)),
    actions: {
      'open-door': action(anyInput, ({ input: at }) => contacts.act(['door'], at, true)),
      'close-door': action(anyInput, ({ input: at }) => contacts.act(['door'], at, false)),
      tamper: presence('tamper', 'vibration'),
      water: presence('water'),
      smoke: presence('smoke'),
      'mains-off': action(anyInput, ({ input: at }) => contacts.act(['mains'], at, true)),
      'mains-on': action(anyInput, ({ input: at }) => contacts.act(['mains'], at, false)),
      temperature: action({ celsius: z.number().min(-100).max(200) }, ({ celsius }) => {
        sensor.celsius = celsius;
      }),
      humidity: action({ percent: z.number().min(0).max(100) }, ({ percent }) => {
        sensor.percent = percent;
      }),
      /** How the sensor is broken; `whole` repairs it. */
      'break-sensor': action(
        { as: z.enum([...(Object.keys(brokenWords) as Broken[]), 'whole']).default('open') },
        ({ as }) => {
          sensor.broken = as === 'whole' ? undefined : as;
        },
      ),
      freeze: action({ on: z.boolean().default(true) }, ({ on }) => sensor.freeze(on)),
      bounce: action({ input, on: z.boolean().default(true) }, ({ input: at, on }) => contacts.bounce(at, on)),
      'cut-wire': action({ input, on: z.boolean().default(true) }, ({ input: at, on }) => contacts.cut(at, on)),
    },
    view: (): InputsView => ({
      contacts: contacts.view(),
      celsius: sensor.celsius,
      percent: sensor.percent,
      broken: sensor.broken,
      writes,
    }),
  });
}

/** Exception 04, which a module sends when its sensor does not answer it. */
const deviceFailure = 4;
