import { describe, expect, it } from 'vitest';
import { createDeviceState } from '../../../gateway/devices/device-state.js';
import { VirtualClock } from '../../support/virtual-clock.js';

function setUp() {
  const clock = new VirtualClock();
  const published: Record<string, unknown>[] = [];
  const state = createDeviceState({ admin: 'enabled', clock, publish: (view) => published.push(view) });
  return { clock, published, state };
}

describe('the state of a device', () => {
  it('starts unknown: nobody is reported online before it answered', () => {
    expect(setUp().state.view()).toEqual({ admin: 'enabled', operating: 'unknown', since: '2026-11-23T01:00:00.000Z' });
  });

  it('publishes once for all that changed in one go', async () => {
    const { state, published } = setUp();
    state.merge({ paper: 'ok' });
    state.merge({ cover: 'closed' });
    state.set({ operating: 'online' });
    await Promise.resolve();
    expect(published).toEqual([expect.objectContaining({ paper: 'ok', cover: 'closed', operating: 'online' })]);
  });

  it('takes what follows from a change into the same publication', async () => {
    const published: Record<string, unknown>[] = [];
    const follows = createDeviceState({
      admin: 'enabled',
      clock: new VirtualClock(),
      onChange: () => follows.merge({ service: follows.admin === 'maintenance' ? 'maintenance' : 'in-service' }),
      publish: (view) => published.push(view),
    });
    follows.set({ admin: 'maintenance' });
    await Promise.resolve();
    expect(published).toEqual([expect.objectContaining({ admin: 'maintenance', service: 'maintenance' })]);
    follows.set({ admin: 'enabled' });
    await Promise.resolve();
    expect(published.slice(1)).toEqual([expect.objectContaining({ admin: 'enabled', service: 'in-service' })]);
  });

  it('publishes nothing when nothing changed', async () => {
    const { state, published } = setUp();
    state.merge({ showing: { main: 'A001' } });
    await Promise.resolve();
    state.merge({ showing: { main: 'A001' } });
    state.merge({ absent: undefined });
    state.set({ operating: 'unknown' });
    await Promise.resolve();
    expect(published).toHaveLength(1);
  });

  it('takes away a field that is undefined again', async () => {
    const { state, published } = setUp();
    state.merge({ door: 'open' });
    await Promise.resolve();
    state.merge({ door: undefined });
    await Promise.resolve();
    expect(published.at(-1)).not.toHaveProperty('door');
  });

  it('"since" moves with an axis, not with a class field', async () => {
    const { clock, state } = setUp();
    await clock.advance(1_000);
    state.merge({ paper: 'low' });
    expect(state.view()['since']).toBe('2026-11-23T01:00:00.000Z');
    state.set({ operating: 'connecting' });
    expect(state.view()['since']).toBe('2026-11-23T01:00:01.000Z');
    await clock.advance(1_000);
    state.set({ admin: 'maintenance' });
    expect(state.view()['since']).toBe('2026-11-23T01:00:02.000Z');
  });

  it('says why it is not online, and forgets the reason when it is', async () => {
    const { state } = setUp();
    state.set({ operating: 'offline', reason: 'tcp 10.0.0.9:9100: connection refused' });
    expect(state.view()['reason']).toContain('refused');
    state.set({ operating: 'online', reason: undefined });
    expect(state.view()).not.toHaveProperty('reason');
  });
});
