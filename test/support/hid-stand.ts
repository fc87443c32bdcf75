import type { AnyDriver, DeviceSession, FullContext, KeypadReceiver } from '../../drivers/index.js';
import { hidMemoryPair } from '../../drivers/transport/hid-memory.js';
import { cardNumbersIn } from '../../gateway/card-numbers/find.js';
import { hex } from './hex.js';
import { recordingContext } from './recording-context.js';
import type { VirtualClock } from './virtual-clock.js';

/** A HID driver at work on a device that the test plays, and everything it said. */
export async function hidStand(
  driver: AnyDriver,
  options: Readonly<Record<string, unknown>>,
  world: { clock?: VirtualClock; stored?: unknown; onOutput?: (report: Uint8Array) => void; features?: object } = {},
) {
  const [link, device] = hidMemoryPair('hid');
  if (world.onOutput) device.onOutput(world.onOutput);
  const { context, seen, clock, end } = recordingContext({ options: driver.options.parse(options), link, ...world });
  /** What who acts on keys heard, in the tick of the report. */
  const acted: { kind: keyof KeypadReceiver; data: unknown }[] = [];
  const hear = (kind: keyof KeypadReceiver) => (data: unknown) => void acted.push({ kind, data });
  const full = {
    ...context,
    link: { ...link, ...world.features },
    keypad: { press: hear('press'), score: hear('score'), scan: hear('scan') },
    hasCardNumber: (text: string) => cardNumbersIn(text).length > 0,
  } as unknown as FullContext;
  const session: DeviceSession = await driver.open(full);
  return {
    session,
    /** What the session lives in; what a test puts into it counts from then on. */
    context: full,
    device,
    clock,
    seen,
    acted,
    /** Sends reports, each as hex text. */
    report: (...reports: readonly string[]) => {
      for (const report of reports) device.report(hex(report));
    },
    /** Data of the events of a name. */
    events: (name: string) => seen.events.filter((event) => event.name === name).map(({ data }) => data),
    end: async () => {
      end();
      await session.close();
      await link.close();
    },
  };
}
