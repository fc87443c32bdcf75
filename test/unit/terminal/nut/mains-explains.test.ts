import { afterEach, expect, it } from 'vitest';
import type { AlarmingDevice } from '../../../../gateway/alarms/alarming-device.js';
import { type UpsStand, upsStand } from './ups-stand.js';

const terminals = Array.from({ length: 6 }, (_, n) => `kiosk-${n + 1}`);
const others: readonly AlarmingDevice[] = terminals.map((deviceId) => ({
  deviceId,
  declarations: [{ type: 'terminal-heartbeat-lost', onDelaySeconds: 0 }],
  contactAlarm: 'terminal-unreachable',
}));

let stand: UpsStand | undefined;
afterEach(() => stand?.end());

/** What the supervisors of these terminals say. */
function answer(ups: UpsStand, ids: readonly string[]): void {
  for (const id of ids) {
    ups.branch.manager.contactRestored(id);
    ups.branch.manager.condition(id, { type: 'terminal-unreachable', active: false });
    ups.branch.manager.polled(id);
  }
}
function fail(ups: UpsStand, ids: readonly string[]): void {
  for (const id of ids) {
    ups.branch.manager.contactLost(id);
    ups.branch.manager.condition(id, { type: 'terminal-unreachable', active: true });
  }
}

it('a power cut that takes the terminals along is one alarm, and they are its victims', async () => {
  const ups = await upsStand({ others });
  stand = ups;
  await ups.until(ups.online);
  answer(ups, terminals);
  await ups.pass(10);

  await ups.act('mains-off');
  for (const id of terminals) ups.branch.manager.contactDoubtful(id);
  await ups.pass(6);
  for (let turn = 0; turn < 10; turn++) {
    fail(ups, terminals);
    await ups.pass(6);
  }
  const raises = (await ups.branch.takeRecords()).filter(({ change }) => change === 'raise');
  expect(raises.map(({ record }) => record['alarm-type-id'])).toEqual(['mains-lost-on-battery']);
  const impacted = ups.record('mains-lost-on-battery')?.['impacted-resource']?.map((each) => each.split('/')[2]);
  expect(impacted?.sort()).toEqual(terminals);

  // Power returns; terminals take their time to start and are not alarmed for it.
  await ups.act('mains-on');
  for (let turn = 0; turn < 6; turn++) {
    fail(ups, terminals);
    await ups.pass(10);
  }
  answer(ups, terminals);
  await ups.pass(60);
  const after = await ups.branch.takeRecords();
  expect(after.map(({ change, record }) => `${change} ${record['alarm-type-id']}`)).toEqual([
    'clear mains-lost-on-battery',
  ]);
  expect(ups.raised()).toEqual([]);
});

it('one terminal that fails while the mains are there is its own alarm', async () => {
  const ups = await upsStand({ others });
  stand = ups;
  await ups.until(ups.online);
  answer(ups, terminals);
  ups.branch.manager.contactDoubtful('kiosk-3');
  await ups.pass(12);
  fail(ups, ['kiosk-3']);
  await ups.pass(20);
  expect(ups.raised()).toEqual(['terminal-unreachable']);
});
