import { describe, expect, it } from 'vitest';
import type { AlarmObserver, AlarmUpdate } from '../../../gateway/alarms/ledger.js';
import { createMessageBus } from '../../../gateway/messages/bus.js';
import type { Envelope } from '../../../gateway/messages/envelope.js';
import { topicsOf } from '../../../gateway/messages/topics.js';
import { startTally } from '../../../gateway/metrics/tally.js';

const topics = topicsOf({ branchId: 'b1', gatewayId: 'gw1' });

function tallied() {
  const bus = createMessageBus((error) => {
    throw error;
  });
  const observers = new Set<AlarmObserver>();
  const alarms = {
    observe(observer: AlarmObserver) {
      observers.add(observer);
      return () => void observers.delete(observer);
    },
  };
  const tally = startTally({ bus, topics, alarms, deviceIds: ['a', 'b'] });
  const state = (device: string, operating: string) =>
    bus.publish({
      topic: topics.deviceState(device),
      kind: 'state',
      retained: true,
      envelope: { data: { operating } } as Envelope,
    });
  const change = (type: string, what: AlarmUpdate['change']) => {
    for (const observe of observers)
      observe({ key: { deviceId: 'a', type, qualifier: '' }, before: undefined, record: undefined, change: what });
  };
  const say = (data: unknown) =>
    bus.publish({ topic: topics.alarmEvent, kind: 'critical', retained: false, envelope: { data } as Envelope });
  return { tally, state, say, change, observers };
}

describe('what is counted as it happens', () => {
  it('a loss of contact is one from contact: neither a device that never was there nor one that stays away', () => {
    const { tally, state } = tallied();
    for (const operating of [
      'unknown',
      'connecting',
      'offline',
      'offline',
      'online',
      'degraded',
      'offline',
      'degraded',
      'online',
      'offline',
    ]) {
      state('a', operating);
    }
    state('stranger', 'online');
    state('stranger', 'offline');
    expect([...tally.contactLosses]).toEqual([['a', 2]]);
    expect(tally.messages.get('state')).toBe(12);
  });

  it('the newest number of the stream is kept, whatever else is said', () => {
    const { tally, say } = tallied();
    expect(tally.streamSequence()).toBeUndefined();
    for (const data of [{ sequence: 7 }, { sequence: 8 }, {}, undefined, { sequence: 'x' }]) say(data);
    expect(tally.streamSequence()).toBe(8);
  });

  it('raises are counted by type, other changes are not', () => {
    const { tally, change, observers } = tallied();
    change('x', 'raise');
    change('x', 'clear');
    change('x', 'raise');
    change('y', 'raise');
    change('y', undefined);
    expect(Object.fromEntries(tally.raises)).toEqual({ x: 2, y: 1 });
    tally.stop();
    expect(observers.size).toBe(0);
  });
});
