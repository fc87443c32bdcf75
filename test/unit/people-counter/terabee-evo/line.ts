import type { z } from 'zod';
import { type TerabeeEvoOptions, terabeeEvoOptions } from '../../../../drivers/people-counter/terabee-evo/options.js';
import { TerabeeEvoSession } from '../../../../drivers/people-counter/terabee-evo/session.js';
import { memoryPair } from '../../../../drivers/transport/memory.js';
import { plugIn } from '../../../../simulators/line.js';
import {
  createTerabeeEvo,
  type terabeeEvoOptions as simulated,
} from '../../../../simulators/people-counter/terabee-evo.js';
import { createWorld } from '../../../../simulators/world.js';
import { toHex } from '../../../support/hex.js';
import { recordingContext } from '../../../support/recording-context.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

/** A session over an in-memory line with a simulated sensor at the other end; `sent` is what left, as hex. */
export function sensorOnALine(
  options: z.input<typeof terabeeEvoOptions> = {},
  { unit = {}, stored, plugged = true }: { unit?: z.input<typeof simulated>; stored?: unknown; plugged?: boolean } = {},
) {
  const clock = new VirtualClock();
  const [host, far] = memoryPair();
  const sensor = createTerabeeEvo(createWorld({ seed: 1, clock }), unit);
  if (plugged) plugIn(sensor, far);
  const sent: string[] = [];
  const { context, seen } = recordingContext<TerabeeEvoOptions, 'stream'>({
    options: terabeeEvoOptions.parse(options),
    link: {
      name: host.name,
      closed: host.closed,
      close: () => host.close(),
      onData: (receiver) => host.onData(receiver),
      write: (bytes) => {
        sent.push(toHex(bytes));
        return host.write(bytes);
      },
    },
    clock,
    stored,
  });
  const session = new TerabeeEvoSession({ ...context, hours: undefined });
  const finish = <T>(work: Promise<T>) => clock.finish(work);
  const poll = async () => {
    await clock.advance(2_000);
    await finish(session.poll());
  };
  return {
    clock,
    sensor,
    session,
    seen,
    sent,
    finish,
    poll,
    /** Says something to the sensor that the session does not. */
    tell: (bytes: Uint8Array) => host.write(bytes),
    /** The sensor's end of the line. */
    far,
    act: (name: string, args: Record<string, unknown> = {}) => sensor.actions[name]!(args),
    pollFor: async (minutes: number) => {
      for (let time = 0; time < minutes * 30; time++) await poll();
    },
    /** What was said last of an alarm. */
    alarm: (type: string, qualifier?: string) =>
      seen.alarms.findLast((said) => said.type === type && said.qualifier === qualifier),
  };
}
