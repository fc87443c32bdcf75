import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { loadConfig } from '../../../gateway/config/load.js';
import { describePlan } from '../../../gateway/config/plan.js';

const head = 'version: 1\nbranch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }\n';
const gateway = 'gateway: { id: gw1 }\n';

async function loaded(page: string) {
  const text = readFileSync(join(import.meta.dirname, '../../../docs', page), 'utf8');
  const [yaml = ''] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block);
  const whole = yaml.includes('branch:') ? `version: 1\n${gateway}${yaml}` : `${head}${gateway}${yaml}`;
  const result = await loadConfig(page, { drivers, readFile: async () => Buffer.from(whole) });
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.config;
}

describe('the configuration shown on a page', () => {
  it('of the inputs is right', async () => {
    const { devices } = await loaded('terminal-inputs.md');
    expect(devices.map(({ id, driver }) => [id, driver.name])).toEqual([['hall-inputs', 'modbus-inputs']]);
    expect(devices[0]?.options).toMatchObject({ inputs: { length: 6 }, temperature: { over: 45 } });
  });

  it('of the figures is right', async () => {
    const config = await loaded('availability.md');
    const { devices, duty } = config;
    const told = describePlan(config).filter((line) => line.includes('wanted round the clock'));
    expect(told).toEqual([expect.stringMatching(/^drive atm-1/)]);
    expect(devices.map(({ id, hours }) => [id, hours])).toEqual([
      ['kiosk-1', undefined],
      ['atm-1', 'always'],
    ]);
    expect(duty?.slaMinutes).toMatchObject({ flm: 120, slm: 240 });
  });
});
