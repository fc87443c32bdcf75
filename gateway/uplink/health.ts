import { z } from 'zod';
import type { ChainStats } from './outbox/outbox.js';
import { perChain } from './outbox/per-chain.js';
import type { UplinkStats } from './uplink.js';

const count = (what: string) => z.int().min(0).describe(what);
const ms = (what: string) => z.number().min(0).describe(`${what}, ms`);

const chainHealthSchema = z.strictObject({
  depth: count('Messages the centre has not acknowledged'),
  bytes: count('Bytes of the files of the chain'),
  oldestAgeSeconds: count('Age of the oldest file with such a message; absent when there is none').optional(),
  evicted: count('Messages dropped for lack of room or for their age since the outbox was made'),
});

/** What the `health` topic says of the uplink. */
export const uplinkHealthSchema = z.strictObject({
  connected: z.boolean(),
  protocolVersion: z.literal([4, 5]).optional().describe('5, or 4 = MQTT 3.1.1; absent while not connected'),
  connections: count('Connections made since the start of the gateway'),
  heardAgoMs: ms('Since the centre last said anything; absent while not connected').optional(),
  pubackAgoMs: ms('Since the last PUBACK; absent before the first').optional(),
  lastError: z.string().optional().describe('Why the last connection or attempt ended; absent when none did'),
  inFlight: count('Messages sent and not acknowledged'),
  window: count('Most messages that may be in flight now; 0 while not connected'),
  roundTripMs: ms('From a publish to its PUBACK; absent before the first').optional(),
  duplicateRiskMessages: count('Messages that would come twice if the gateway were killed now, at most'),
  outbox: z.strictObject({
    bytes: count('Bytes of all files'),
    limitBytes: count('What bytes may reach now: the configured bound, or less where the disk is nearly full'),
    refused: count('Messages refused since the start of the gateway'),
    deadLetters: count('Messages in the dead-letter files: the centre will never take them'),
    chains: z.strictObject({
      critical: chainHealthSchema,
      event: chainHealthSchema,
      telemetry: chainHealthSchema,
    }),
  }),
});
export type UplinkHealth = z.infer<typeof uplinkHealthSchema>;

/** The uplink's figures for the `health` topic: ages in place of times. `now` in ms since 1970. */
export function uplinkHealth({ outbox, roundTripMs, ...link }: UplinkStats, now: number): UplinkHealth {
  const { chains, bytes, limitBytes, refused, deadLetters } = outbox;
  return defined({
    ...link,
    roundTripMs: roundTripMs === undefined ? undefined : Math.round(roundTripMs * 10) / 10,
    outbox: {
      bytes,
      limitBytes,
      refused,
      deadLetters,
      chains: perChain((chain) => chainHealth(chains[chain], now)),
    },
  });
}

function chainHealth({ depth, bytes, oldestTime, evicted }: ChainStats, now: number) {
  // A clock that was set back makes nothing younger than now.
  const oldestAgeSeconds = oldestTime === undefined ? undefined : Math.max(0, Math.round((now - oldestTime) / 1_000));
  return defined({ depth, bytes, oldestAgeSeconds, evicted });
}

function defined<Figures extends object>(figures: Figures): Figures {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)) as Figures;
}
