import { describe, expect, it } from 'vitest';
import { planEviction, type RoomRequest } from '../../../../gateway/uplink/outbox/room.js';

const nothing = { critical: 0, event: 0, telemetry: 0 };

function plan(request: Partial<Omit<RoomRequest, 'occupancy'>> & Partial<RoomRequest['occupancy']['segments']>) {
  const { critical = [], event = [], telemetry = [], ...rest } = request;
  return planEviction({
    occupancy: { segments: { critical, event, telemetry }, otherBytes: 100 },
    need: nothing,
    limitBytes: 1_000,
    reservedBytes: 200,
    gapBytes: 30,
    ...rest,
  });
}

describe('room', () => {
  it('evicts nothing where everything fits, to the byte', () => {
    expect(plan({ event: [400], need: { ...nothing, telemetry: 300 } })).toEqual({ event: 0, telemetry: 0 });
    expect(plan({ event: [400], need: { ...nothing, telemetry: 301 } })).toEqual({ event: 1, telemetry: 0 });
    expect(plan({ event: [700], need: { ...nothing, critical: 200 } })).toEqual({ event: 0, telemetry: 0 });
  });

  it('evicts telemetry first, also for events, and events only when there is no telemetry left', () => {
    const segments = { event: [200, 200], telemetry: [100, 100] };
    expect(plan({ ...segments, need: { ...nothing, event: 1 + 100 } })).toEqual({ event: 0, telemetry: 1 });
    expect(plan({ ...segments, need: { ...nothing, event: 1 + 200 } })).toEqual({ event: 0, telemetry: 2 });
    expect(plan({ ...segments, need: { ...nothing, event: 1 + 300 } })).toEqual({ event: 1, telemetry: 2 });
  });

  it('never counts on the critical chain, whatever else must go', () => {
    expect(plan({ critical: [850], event: [20], telemetry: [20], need: { ...nothing, critical: 51 } })).toBeUndefined();
    expect(plan({ critical: [900], need: { ...nothing, critical: 1 } })).toBeUndefined();
    expect(plan({ critical: [900] })).toEqual({ event: 0, telemetry: 0 });
  });

  it('keeps the reserve for the critical chain alone', () => {
    expect(plan({ event: [700], need: { ...nothing, event: 1 } })).toEqual({ event: 1, telemetry: 0 });
    expect(plan({ need: { ...nothing, event: 701 } })).toBeUndefined();
    expect(plan({ need: { ...nothing, critical: 900 } })).toEqual({ event: 0, telemetry: 0 });
  });

  it('leaves room to tell of what it evicts, per chain', () => {
    const critical = [400];
    expect(plan({ critical, event: [400], telemetry: [100], need: { ...nothing, critical: 70 } })).toEqual({
      event: 0,
      telemetry: 1,
    });
    expect(plan({ critical, event: [400], telemetry: [100], need: { ...nothing, critical: 71 } })).toEqual({
      event: 1,
      telemetry: 1,
    });
  });
});
