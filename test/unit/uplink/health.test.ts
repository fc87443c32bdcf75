import { describe, expect, it } from 'vitest';
import { healthSchema } from '../../../gateway/health/health-schema.js';
import { gapSchema } from '../../../gateway/uplink/gap-schema.js';
import { uplinkHealth, uplinkHealthSchema } from '../../../gateway/uplink/health.js';
import type { UplinkStats } from '../../../gateway/uplink/uplink.js';

const now = Date.parse('2026-11-23T09:00:00Z');
const empty = { depth: 0, bytes: 0, oldestTime: undefined, evicted: 0 };

const away: UplinkStats = {
  connected: false,
  protocolVersion: undefined,
  connections: 0,
  heardAgoMs: undefined,
  pubackAgoMs: undefined,
  lastError: undefined,
  inFlight: 0,
  window: 0,
  roundTripMs: undefined,
  duplicateRiskMessages: 0,
  outbox: {
    chains: { critical: empty, event: empty, telemetry: empty },
    bytes: 0,
    limitBytes: 268_435_456,
    deadLetters: 0,
    refused: 0,
    unsavedChanges: 0,
  },
};

const busy: UplinkStats = {
  connected: true,
  protocolVersion: 5,
  connections: 3,
  heardAgoMs: 12,
  pubackAgoMs: 15,
  lastError: 'connect ECONNREFUSED 10.1.0.5:8883',
  inFlight: 40,
  window: 120,
  roundTripMs: 3.0625,
  duplicateRiskMessages: 57,
  outbox: {
    chains: {
      critical: { depth: 2, bytes: 4_096, oldestTime: now - 90_400, evicted: 0 },
      event: { depth: 10, bytes: 65_536, oldestTime: now + 5_000, evicted: 0 },
      telemetry: { ...empty, evicted: 900 },
    },
    bytes: 70_000,
    limitBytes: 268_435_456,
    deadLetters: 1,
    refused: 4,
    unsavedChanges: 17,
  },
};

describe("the uplink's figures on the health topic", () => {
  it('of a gateway that has never reached the centre leave out what nobody knows', () => {
    const health = uplinkHealth(away, now);
    const chain = { depth: 0, bytes: 0, evicted: 0 };
    expect(health).toStrictEqual({
      connected: false,
      connections: 0,
      inFlight: 0,
      window: 0,
      duplicateRiskMessages: 0,
      outbox: {
        bytes: 0,
        limitBytes: 268_435_456,
        refused: 0,
        deadLetters: 0,
        chains: { critical: chain, event: chain, telemetry: chain },
      },
    });
  });

  it('of a busy one give ages in place of times, and none below zero when the clock was set back', () => {
    const health = uplinkHealth(busy, now);
    expect(health).toMatchObject({ connected: true, protocolVersion: 5, roundTripMs: 3.1, duplicateRiskMessages: 57 });
    expect(health.outbox.chains).toStrictEqual({
      critical: { depth: 2, bytes: 4_096, oldestAgeSeconds: 90, evicted: 0 },
      event: { depth: 10, bytes: 65_536, oldestAgeSeconds: 0, evicted: 0 },
      telemetry: { depth: 0, bytes: 0, evicted: 900 },
    });
    expect(health.outbox).not.toHaveProperty('unsavedChanges');
  });

  it.each([away, busy])('are what the document of the topics says', (stats) => {
    const sent: unknown = JSON.parse(JSON.stringify(uplinkHealth(stats, now)));
    expect(uplinkHealthSchema.parse(sent)).toEqual(sent);
    const figures = { uptimeSeconds: 1, cpuPercent: 0.5, residentBytes: 5e7, clockSynced: true };
    expect(
      healthSchema.safeParse({ ...figures, eventLoopLagMs: { mean: 0, max: 1.5, p99: 1.2 }, uplink: sent }).success,
    ).toBe(true);
  });
});

describe('the data of a gap', () => {
  const gap = {
    epoch: 'abcd1234',
    chain: 'telemetry',
    first: 1,
    last: 90,
    count: 90,
    sentThrough: 12,
    from: '2026-11-23T01:00:00.000Z',
    to: '2026-11-23T02:00:00.000Z',
    reason: 'space',
  };

  it.each(['space', 'age', 'disk', 'damaged', 'refused'])('names its reason: %s', (reason) => {
    expect(gapSchema.safeParse({ ...gap, reason }).success).toBe(true);
  });

  it('names what had been sent only where something had', () => {
    const { sentThrough: _, ...unsent } = gap;
    expect(gapSchema.safeParse(unsent).success).toBe(true);
    expect(gapSchema.safeParse({ ...gap, sentThrough: null }).success).toBe(false);
  });

  it('has times for people and numbers from one', () => {
    expect(gapSchema.safeParse({ ...gap, from: Date.now() }).success).toBe(false);
    expect(gapSchema.safeParse({ ...gap, first: 0 }).success).toBe(false);
  });
});
