import { z } from 'zod';
import { boardFields } from '../board/options.js';
import { defaultZone } from '../contract.js';
import { encodings } from './text.js';

const pixels = z.int().min(0).max(32_767);
const sidePixels = z.int().min(8).max(32_767);

/** 8000 to DFFF belong to hosts, FFFE and FFFF are broadcasts (led-boards-counters-hid.md 2.3). */
const isReserved = (address: number) =>
  (address >= 0x8000 && address <= 0xdfff) || address === 0xfffe || address === 0xffff;

const colour = z.enum(['card', 'red', 'green', 'yellow']);
const align = z.enum(['left', 'centre', 'right']);

const zoneSchema = z.strictObject({
  x: pixels.describe('left edge, pixels from the left edge of the board'),
  y: pixels.describe('upper edge, pixels from the upper edge of the board'),
  width: sidePixels.describe('pixels, at least 8'),
  height: sidePixels.describe('pixels, at least 8'),
  colour: colour.optional().describe("colour of the zone's texts; as the board's when left out"),
  align: align.optional().describe("where a line stands in the zone; as the board's when left out"),
  effect: z
    .enum(['static', 'quick', 'left', 'right', 'up', 'down'])
    .default('static')
    .describe(
      'how a text comes in: it stands (static), appears at once (quick) or moves to the left, right, up or down',
    ),
  speed: z.int().min(0).max(24).default(0).describe('of a moving text, 0 (fastest) to 24'),
  pageSeconds: z
    .number()
    .min(0.5)
    .max(127)
    .multipleOf(0.5)
    .default(3)
    .describe('s a page stays of a text that is too long for the zone, 0.5 to 127 in steps of 0.5'),
  whenGatewayIsGone: z
    .enum(['blank', 'last-page', 'stay'])
    .default('blank')
    .describe(
      'what becomes of a text without an end when nobody repeats it for expireSeconds; a called number is always blanked',
    ),
});
export type ZoneOptions = z.infer<typeof zoneSchema>;

/** Options of an Onbon card (led-boards-counters-hid.md 2). */
export const onbonOptions = z
  .strictObject({
    address: z
      .int()
      .min(1)
      .max(65_535)
      .refine(
        (address) => !isReserved(address),
        'a screen number 1 to 32767 or 57344 to 65533; the others are reserved',
      )
      .default(1)
      .describe('screen number set on the card, 1 to 32767 or 57344 to 65533'),
    width: sidePixels.default(64).describe('width of the board, pixels'),
    height: sidePixels.default(32).describe('height of the board, pixels'),
    coordinateUnit: z
      .enum(['auto', '5k', '6k'])
      .default('auto')
      .describe(
        'how the card counts X and width: 5k (BX-5K, BX-5MK) in blocks of 8 pixels, 6k (BX-6K) in pixels; auto = by the type in its replies, 5k where it does not tell',
      ),
    zones: z
      .record(
        z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'a name of a-z, 0-9 and -, up to 32 characters'),
        zoneSchema,
      )
      .refine((zones) => Object.keys(zones).length > 0 && Object.keys(zones).length <= 16, '1 to 16 zones')
      .optional()
      .describe('parts of the board that are written separately, 1 to 16; one called "main" over all of it by default'),
    colour: colour
      .default('card')
      .describe('colour of the text; card leaves it to the card, right for boards of one colour'),
    callColour: colour.optional().describe('colour of a called number; as every other text when left out'),
    align: align.default('centre').describe('where a line stands in its zone'),
    encoding: z
      .enum(encodings)
      .default('gb2312')
      .describe('signs the card has: gb2312, or gbk or gb18030 where its font is known to have the rarer ones'),
    expireSeconds: z
      .int()
      .min(10)
      .max(65_535)
      .default(60)
      .describe('s until the card blanks a text by itself when the gateway is gone, 10 to 65535'),
    ...boardFields({ callText: { zh: '请{number}号到{counter}号窗口', en: '{number} to counter {counter}' } }),
  })
  .superRefine(({ zones = {}, width, height }, context) => {
    const named = Object.entries(zones);
    for (const [index, [name, zone]] of named.entries()) {
      const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['zones', name], message });
      if (zone.x + zone.width > width || zone.y + zone.height > height)
        refuse(`a rectangle within the board of ${width} x ${height} pixels`);
      const other = named.slice(0, index).find(([, earlier]) => overlap(earlier, zone));
      if (other) refuse(`a rectangle that does not overlap the zone "${other[0]}"`);
    }
  });

export type OnbonOptions = z.infer<typeof onbonOptions>;

function overlap(a: ZoneOptions, b: ZoneOptions): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The zones of a board by name, in the order of their area ids. */
export function zonesOf({ zones, width, height }: OnbonOptions): Readonly<Record<string, ZoneOptions>> {
  return zones ?? { [defaultZone]: zoneSchema.parse({ x: 0, y: 0, width, height }) };
}
