import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { measurementSchema, peopleCounterContract } from '../../../drivers/people-counter/contract.js';
import { countingOptions } from '../../../drivers/people-counter/counting/options.js';
import { counterRules } from '../../../drivers/people-counter/watch/rules.js';
import { catalogue } from '../../../gateway/alarms/catalogue.js';
import { loadConfig } from '../../../gateway/config/load.js';
import { formatProblem } from '../../../gateway/config/problems.js';
import { createHpc168 } from '../../../simulators/people-counter/hpc168.js';
import { createWorld } from '../../../simulators/world.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/counters.md'), 'utf8');
const shown = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text]) => text!);

describe('docs/counters.md', () => {
  it.each(shown('yaml').map((text) => [/driver: (\S+)/.exec(text)?.[1], text]))(
    'shows a configuration of %s that is one',
    async (_driver, example) => {
      const branch = 'branch:\n  id: b1\n  name: B1\n  timezone: Asia/Shanghai\n';
      const rest = example!.startsWith('branch:\n') ? example!.slice('branch:\n'.length) : example;
      const text = `version: 1\ngateway: { id: gw1, stateDir: ./state }\n${branch}${rest}`;
      const loaded = await loadConfig('x.yaml', { drivers, readFile: async () => Buffer.from(text) });
      expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([]);
    },
  );

  it('shows one of every driver of the class', () => {
    const named = shown('yaml').map((text) => /driver: (\S+)/.exec(text)?.[1]);
    const known = drivers.filter((driver) => driver.class === 'people-counter').map(({ name }) => name);
    expect(new Set(named)).toEqual(new Set(known));
  });

  it('shows a state and a closed day as they are told', () => {
    const [state, day] = shown('json').map((text) => JSON.parse(text) as unknown);
    peopleCounterContract.state.parse(state);
    expect(measurementSchema.parse(day)).toMatchObject({ day: '2026-11-23' });
  });

  it('lists every alarm of the class with its code', () => {
    const rows = [...page.matchAll(/^\| (CNT-\d+) \| `([a-z-]+)`(?: `\/([a-z]+)`)? \|/gm)];
    const listed = rows.map(([, code, type, qualifier]) => [code, type, qualifier]);
    const rules = [{ type: 'counter-unreachable', qualifier: undefined }, ...counterRules];
    expect(listed).toEqual(rules.map(({ type, qualifier }) => [catalogue.get(type)?.code, type, qualifier]));
  });

  it('names the limits that the options have by default', () => {
    const defaults = countingOptions.parse({});
    for (const name of ['frozenMinutes', 'imbalancePercent', 'imbalanceLeast', 'noisePercent'] as const) {
      expect(page).toContain(`\`${name}\` (${defaults[name]})`);
    }
  });

  it('names the actions of the simulator as they are', () => {
    const actions = Object.keys(createHpc168(createWorld({ seed: 1 })).actions);
    expect(actions).toEqual(expect.arrayContaining(['walk-in', 'power-cycle', 'fall', 'freeze', 'junk']));
  });
});
