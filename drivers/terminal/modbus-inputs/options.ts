import { z } from 'zod';
import { contactKinds, moduleOf } from './contacts.js';

/** Inputs asked for with one request: 32 bytes of answer at most, as every second one goes out. */
const widestSpan = 256;

const word = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'small letters and digits, words joined by "-"');

const contact = z.strictObject({
  input: z
    .int()
    .min(0)
    .max(0xffff)
    .describe('address of the input on the wire, 0 to 65535; manuals that count from 10001 (or 1) mean 0 by it'),
  as: z.enum(contactKinds).describe('what its contact tells: door, tamper, vibration, water, smoke or mains'),
  name: word.max(24).optional().describe('which one, where there are several, e.g. front; 1 to 24 characters'),
  normally: z
    .enum(['open', 'closed'])
    .default('open')
    .describe('contact while nothing is wrong: open (reads 0) or closed (reads 1; then a cut wire alarms too)'),
  module: word.max(40).optional().describe("name in the state's modules; default from `as` and `name`"),
});

const register = z.int().min(0).max(0xffff).describe('register on the wire, 0 to 65535');
const scale = z.number().min(0.000_1).max(1_000).default(0.1).describe('what one step is worth, 0.0001 to 1000');

const temperature = z
  .strictObject({
    register,
    scale,
    offset: z.number().min(-1_000).max(1_000).default(0).describe('°C added after scaling, -1000 to 1000'),
    signed: z.boolean().default(true).describe("two's complement below zero"),
    over: z.number().min(-50).max(150).default(45).describe('°C above which it is alarmed, -50 to 150'),
    hysteresis: z.number().min(0).max(50).default(2).describe('K below that limit at which it is over, 0 to 50'),
    least: z.number().min(-300).max(1_000).default(-40).describe('°C; what is colder no sensor can mean'),
    most: z.number().min(-300).max(1_000).default(85).describe('°C; what is hotter no sensor can mean'),
  })
  .refine(({ over, least, most }) => least < over && over < most, {
    path: ['over'],
    error: 'must lie between least and most, or it can never be exceeded',
  });

const humidity = z.strictObject({
  register,
  scale,
  least: z.number().min(0).max(100).default(1).describe('%; what is dryer no sensor can mean, 0 to 100'),
  most: z.number().min(0).max(200).default(100).describe('%; what is damper no sensor can mean, 0 to 200'),
});

/** Options of a module of inputs and sensors (terminal-health.md 5.4). Register maps vary, so all of it is configured. */
export const modbusInputsOptions = z
  .strictObject({
    address: z.int().min(1).max(247).default(1).describe('Modbus address set on the module, 1 to 247'),
    inputs: z.array(contact).max(64).default([]).describe('what is wired to which input, up to 64'),
    readInputsAs: z
      .enum(['discrete-inputs', 'coils'])
      .default('discrete-inputs')
      .describe('where the module shows its inputs: discrete-inputs (function 02) or coils (function 01)'),
    temperature: temperature.optional(),
    humidity: humidity.optional(),
    registers: z
      .enum(['input', 'holding'])
      .default('input')
      .describe('table of temperature and humidity: input (function 04) or holding (function 03)'),
    absent: z
      .array(z.int().min(0).max(0xffff))
      .max(16)
      .default([0x7fff, 0x8000, 0xffff])
      .describe('words that mean "no sensor", 0 to 65535; never taken for a value'),
    frozenMinutes: z
      .int()
      .min(0)
      .max(10_080)
      .default(1_440)
      .describe('minutes after which words that never change tell nothing any more, 0 (off) to 10080'),
    pollIntervalMs: z
      .int()
      .min(200)
      .max(60_000)
      .default(1_000)
      .describe('ms between two looks at the inputs, 200 to 60000'),
    sensorIntervalMs: z
      .int()
      .min(1_000)
      .max(600_000)
      .default(30_000)
      .describe('ms between two readings of temperature and humidity, 1000 to 600000'),
    measurementIntervalMs: z
      .int()
      .min(30_000)
      .max(86_400_000)
      .default(300_000)
      .describe('ms between two measurements that are published, 30000 to 86400000'),
    replyTimeoutMs: z
      .int()
      .min(50)
      .max(2_000)
      .default(300)
      .describe('ms until an unanswered request counts as lost, 50 to 2000'),
  })
  .refine(({ inputs, temperature, humidity }) => inputs.length > 0 || temperature || humidity, {
    error: 'needs inputs, temperature or humidity',
  })
  .superRefine(({ inputs }, context) => {
    const refuse = (index: number, field: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['inputs', index, field], message });
    inputs.forEach((each, index) => {
      const before = inputs.slice(0, index);
      if (before.some(({ input }) => input === each.input)) refuse(index, 'input', 'this input is listed already');
      if (before.some((other) => moduleOf(other) === moduleOf(each))) {
        refuse(index, 'name', `"${moduleOf(each)}" is there already: give each of a kind a name of its own`);
      }
      // The gateway takes the mains of a device for one thing that is there or not.
      if (each.as === 'mains' && before.some(({ as }) => as === 'mains'))
        refuse(index, 'as', 'one mains relay at most');
    });
    const numbers = inputs.map(({ input }) => input);
    if (Math.max(...numbers) - Math.min(...numbers) >= widestSpan) {
      const message = `the inputs must lie within ${widestSpan}: they are asked for with one request`;
      context.addIssue({ code: 'custom', path: ['inputs'], message });
    }
  });

export type ModbusInputsOptions = z.output<typeof modbusInputsOptions>;
