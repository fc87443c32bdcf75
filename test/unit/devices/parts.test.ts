import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type AnyDriver, defineDriver } from '../../../drivers/index.js';
import { createParts } from '../../../gateway/devices/parts.js';

const driver = (parts?: readonly string[]): AnyDriver =>
  defineDriver<unknown, 'none'>({
    class: 'terminal',
    name: parts ? 'whole' : 'single',
    title: 'of a test',
    contract: { class: 'terminal', state: z.object({}), commands: {}, events: {} },
    options: z.unknown(),
    linkKind: 'none',
    linkTypes: [],
    alarms: [],
    contact: { alarm: 'terminal-unreachable', failures: 1, successes: 1, confirmIntervalMs: 1_000 },
    commands: [],
    ...(parts ? { parts: () => parts } : {}),
    open: () => Promise.reject(new Error('described only')),
  });

function branch() {
  const states: Record<string, Record<string, unknown>> = {};
  const devices = [
    { id: 'net', driver: driver(), options: {}, admin: 'enabled' as const },
    { id: 'doors', driver: driver(), options: {}, admin: 'enabled' as const },
    { id: 'ups', driver: driver(), options: {}, admin: 'enabled' as const },
    { id: 'kiosk-1', driver: driver(['net', 'doors', 'ups']), options: {}, admin: 'enabled' as const },
    { id: 'kiosk-2', driver: driver(['doors']), options: {}, admin: 'enabled' as const },
    { id: 'kiosk-3', driver: driver(['ups']), options: {}, admin: 'disabled' as const },
  ];
  for (const { id, admin } of devices) states[id] = { admin, operating: 'online', since: 'then' };
  const polled: string[] = [];
  const executed: string[] = [];
  const parts = createParts({
    devices,
    stateOf: (id) => states[id],
    targetOf: (id) => ({
      commands: { probe: { description: 'p', args: z.unknown(), idempotent: true } },
      execute: async (name) => {
        executed.push(`${id} ${name}`);
        return { of: id };
      },
    }),
    pollNow: (id) => polled.push(id),
    now: () => 0,
  });
  return { parts, states, polled, executed };
}

describe('how a device that is made of others sees them', () => {
  test('in the order of its options, with who else has them; one that is disabled counts for nobody', () => {
    const seen = branch().parts.means('kiosk-1').views();
    expect(seen.map(({ id, shared, driver: name }) => [id, shared, name])).toEqual([
      ['net', false, 'single'],
      ['doors', true, 'single'],
      ['ups', false, 'single'],
    ]);
  });

  test('it hears of theirs and its own changes, of nobody else’s, and of none once it has ended', () => {
    const { parts } = branch();
    let heard = 0;
    const end = parts.means('kiosk-2').watch(() => {
      heard += 1;
    });
    for (const id of ['doors', 'kiosk-2', 'net', 'kiosk-1']) parts.changed(id);
    expect(heard).toBe(2);
    end();
    parts.changed('doors');
    expect(heard).toBe(2);
  });

  test('it commands its parts and no other device', async () => {
    const { parts, executed, polled } = branch();
    const means = parts.means('kiosk-2');
    expect(means.has('doors', 'probe')).toBe(true);
    expect([means.has('doors', 'print'), means.has('net', 'probe')]).toEqual([false, false]);
    expect(await means.command('doors', 'probe', {})).toEqual({ of: 'doors' });
    await expect(means.command('net', 'probe', {})).rejects.toThrow('net is no part of kiosk-2');
    expect(executed).toEqual(['doors probe']);
    means.wake();
    expect(polled).toEqual(['kiosk-2']);
  });
});
