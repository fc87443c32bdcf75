import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hpc168 } from '../../../../drivers/people-counter/hpc168/index.js';
import { hpc168Options } from '../../../../drivers/people-counter/hpc168/options.js';

describe('HPC168 options', () => {
  it('need nothing for the unit as it comes from the factory', () => {
    expect(hpc168Options.parse({})).toEqual({
      address: '0001',
      replyTimeoutMs: 500,
      pollIntervalMs: 5_000,
      queryDoor: true,
      mostPerSecond: 5,
      frozenMinutes: 180,
      imbalancePercent: 20,
      imbalanceLeast: 20,
      noisePercent: 10,
    });
  });

  it.each(['0001', '0010', '0099'])('take the address %s', (address) => {
    expect(hpc168Options.parse({ address })).toMatchObject({ address });
  });

  it.each([
    ['zero', { address: '0000' }, 'address'],
    ['above the range', { address: '0100' }, 'address'],
    ['too short', { address: '01' }, 'address'],
    ['in hexadecimal', { address: '000A' }, 'address'],
    ['a number, as YAML makes of one without quotes', { address: 1 }, 'address'],
    ['too impatient', { replyTimeoutMs: 49 }, 'replyTimeoutMs'],
    ['too patient', { replyTimeoutMs: 5_001 }, 'replyTimeoutMs'],
    ['polling faster than a line rests a silent member', { pollIntervalMs: 999 }, 'pollIntervalMs'],
    ['a negative time', { frozenMinutes: -1 }, 'frozenMinutes'],
  ])('refuse %s and name the field', (_name, input, field) => {
    const { error } = hpc168Options.safeParse(input);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
  });

  it('say how an address looks', () => {
    expect(hpc168Options.safeParse({ address: 1 }).error?.issues[0]?.message).toContain('"0001" to "0099"');
    expect(hpc168Options.safeParse({ address: '1' }).error?.issues[0]?.message).toContain('"0001" to "0099"');
  });

  it('refuse a key they do not know', () => {
    expect(hpc168Options.safeParse({ adress: '0001' }).error?.issues[0]).toMatchObject({ keys: ['adress'] });
  });

  it('describe every field with its unit in the schema for editors', () => {
    const { properties } = z.toJSONSchema(hpc168Options) as { properties: Record<string, Record<string, unknown>> };
    for (const [name, field] of Object.entries(properties)) {
      expect(field, name).toHaveProperty('description');
      expect(field, name).toHaveProperty('default');
      if (name.endsWith('Ms')) expect(field['description'], name).toMatch(/^ms /);
    }
  });
});

describe('the HPC168 driver', () => {
  it('is told from its neighbours on a line by its address', () => {
    expect(hpc168.busAddress?.(hpc168Options.parse({ address: '0042' }))).toBe('0042');
  });

  it('offers only commands its class knows', () => {
    expect(hpc168).toMatchObject({ class: 'people-counter', name: 'hpc168', linkKind: 'bus' });
    expect(hpc168.linkTypes).toEqual(['serial', 'tcp']);
    for (const command of hpc168.commands) expect(hpc168.contract.commands).toHaveProperty(command);
  });

  it('declares contact lost after three failures and back after two answers', () => {
    expect(hpc168.contact).toEqual({
      alarm: 'counter-unreachable',
      failures: 3,
      successes: 2,
      confirmIntervalMs: 2_000,
    });
    expect(hpc168.alarms.map(({ type }) => type)).toEqual([
      'counter-blocked-or-no-change',
      'counter-in-out-imbalance',
      'counter-restarted',
      'counter-totals-falling',
      'counter-line-noise',
    ]);
  });

  it('says which commands may be repeated without harm', () => {
    const { read, reset } = hpc168.contract.commands;
    expect([read?.idempotent, reset?.idempotent]).toEqual([true, false]);
    expect(read?.args.safeParse({ force: true }).success).toBe(false);
  });
});
