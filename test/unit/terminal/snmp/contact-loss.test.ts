import { afterEach, expect, it } from 'vitest';
import { contactAlarmOf } from '../../../../drivers/driver.js';
import { terminalSnmp } from '../../../../drivers/terminal/snmp/index.js';
import { standUp } from '../../../support/device-stand.js';
import { Branch } from '../../alarms/support.js';
import { snmpDevice } from './snmp-device.js';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A printer under its supervisor with the alarms of the gateway behind it. */
async function supervised() {
  const branch = await Branch.empty();
  const { clock } = branch;
  const agent = await snmpDevice({ profile: 'printer' }, clock);
  const options = {
    ...{ host: '127.0.0.1', port: agent.port, aliveTcpPorts: [agent.port], v2c: { community: 'public' } },
    ...{ profile: 'printer', pollIntervalMs: 10_000 },
  };
  const contactAlarm = contactAlarmOf(terminalSnmp, terminalSnmp.options.parse(options));
  await branch.boot([{ deviceId: 'dev', declarations: terminalSnmp.alarms, contactAlarm }]);
  const device = standUp({
    clock,
    store: branch.store,
    alarms: branch.manager,
    driver: terminalSnmp,
    options,
    simulator: undefined,
  });
  ends.push(
    () => branch.shutDown(),
    () => agent.close(),
    () => clock.finish(device.end(), 100),
  );
  const stands = () =>
    branch.manager
      .list()
      .filter((record) => !record['is-cleared'])
      .map((record) => {
        const type = [record['alarm-type-id'], record['alarm-type-qualifier']].filter(Boolean).join('/');
        return record['x-verified'] ? type : `${type} unverified`;
      })
      .sort();
  const until = async (wanted: readonly string[]) => {
    for (let passed = 0; passed < 300 && JSON.stringify(stands()) !== JSON.stringify(wanted); passed++) {
      await clock.advance(500);
      await branch.flush();
    }
    expect(stands()).toEqual(wanted);
  };
  return { agent, until, device, branch };
}

const three = ['printer-cover-open', 'printer-paper-jam', 'printer-paper-out'];
const unverified = three.map((type) => `${type} unverified`);

it('9.5 tests 6 and 9: three alarms survive a silent agent and a dead host, never as printer-offline while TCP answers', async () => {
  const { agent, until, device, branch } = await supervised();
  await until([]);
  await agent.act('error-state', { bytes: '44' });
  await agent.act('cover', { status: 3 });
  await until(three);
  await agent.act('mute-snmp');
  await until([...unverified, 'terminal-monitoring-silent']);
  expect(device.state()).toMatchObject({ operating: 'offline', reachable: true, service: 'unknown' });
  const silent = branch.manager.list().find((record) => record['alarm-type-id'] === 'terminal-monitoring-silent');
  expect(JSON.stringify(silent)).toContain('no answer, credentials?');
  await agent.act('pull-cable');
  await until([...unverified.slice(0, 1), 'printer-offline', ...unverified.slice(1)]);
  await agent.act('pull-cable', { on: false });
  await agent.act('mute-snmp', { on: false });
  await until(three);
  await agent.act('error-state', { bytes: '00' });
  await agent.act('cover', { status: 4 });
  await until([]);
});
