import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { loadConfig } from '../../../gateway/config/load.js';
import { uplinkAlarmTypes } from '../../../gateway/uplink/uplink-alarms.js';

const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
const [branch = '', alarms = '', terminals = '', uplink = '', ...more] = [
  ...readme.matchAll(/```yaml\n([\s\S]*?)```/g),
].map(([, yaml]) => yaml);
const load = (yaml: string) => loadConfig('README.md', { drivers, readFile: async () => Buffer.from(yaml) });

describe('the configuration shown in the README', () => {
  it('is right', async () => {
    const loaded = await load(branch);
    expect(loaded).toMatchObject({ ok: true });
    expect(loaded.ok && loaded.config.devices.map(({ id }) => id)).toEqual([
      'printer-1',
      'board-hall',
      'board-window-3',
      'window-1',
      'door',
      'kiosk-1',
    ]);
  });

  it('is right with the alarms, the people and the end point shown behind it', async () => {
    const loaded = await load(branch + alarms);
    expect(loaded.ok && loaded.config).toMatchObject({
      alarms: { 'printer-paper-low': { severity: 'minor', onDelaySeconds: 60 } },
      duty: { manager: 'manager', chores: [{ name: '打印纸更换', a: 'zhang', b: 'li' }] },
      http: { host: '127.0.0.1', port: 9464 },
    });
  });

  it('is right with the terminals in the place of its devices', async () => {
    const loaded = await load(branch.slice(0, branch.indexOf('buses:')) + terminals);
    expect(loaded).toMatchObject({ ok: true });
    expect(loaded.ok && loaded.config.devices.map(({ driver }) => driver.name)).toEqual([
      ...['probe', 'xfs4iot', 'nut', 'composite'],
    ]);
  });

  it('is right with the uplink shown behind it', async () => {
    const loaded = await load(branch + uplink);
    expect(loaded.ok && loaded.config.uplink).toMatchObject({
      url: 'mqtts://central.example.com:8883',
      clientId: 'b023-gw1',
      forward: [
        { filter: 'queue/b023/ticket/#', chain: 'critical' },
        { filter: 'queue/b023/#', chain: 'event' },
      ],
    });
    expect(more).toEqual([]);
  });

  it('names every alarm of the uplink', () => {
    for (const type of uplinkAlarmTypes) expect(readme).toContain(`\`${type}\``);
  });
});
