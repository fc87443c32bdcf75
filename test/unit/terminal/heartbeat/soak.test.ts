import { describe, expect, it } from 'vitest';
import { codesOf } from '../../../../drivers/terminal/heartbeat/codes.js';
import { agentModuleNames } from '../../../../drivers/terminal/heartbeat/fields.js';
import { garbageKinds } from '../../../../simulators/terminal/heartbeat-garbage.js';
import { driverOf } from '../../../support/device-stand.js';
import { seededRandom } from '../../../support/random.js';
import { standKiosk } from './stand.js';

/** A number that passes the check of card numbers (ISO/IEC 7812-1), 13 to 19 digits. */
function cardNumber(random: () => number): string {
  const digits = Array.from({ length: 12 + Math.floor(random() * 7) }, () => Math.floor(random() * 10));
  digits[0] = 3 + Math.floor(random() * 4);
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return `${digits.join('')}${(10 - (sum % 10)) % 10}`;
}

describe('an hour in which everything goes wrong', () => {
  it('nothing is ever sent to the kiosk, every fault is told, and all is well in the end', async () => {
    const kiosk = await standKiosk({ withHost: true, options: { periodSeconds: 10 }, unit: { periodSeconds: 10 } });
    await kiosk.pass(1);
    const seen = new Set<string>();
    kiosk.branch.manager.observe(({ change, record }) => {
      if (change === 'raise' && record) seen.add(record['alarm-type-id']);
    });
    const faults = agentModuleNames.flatMap((name) => [...codesOf(name), undefined].map((code) => ({ name, code })));
    for (const { name, code } of faults) {
      await kiosk.act('module', { name, status: 'fail', ...(code === undefined ? {} : { code }) });
      await kiosk.pass(75, 15);
    }
    for (const name of agentModuleNames) await kiosk.act('module', { name, status: 'ok' });
    for (const kind of garbageKinds) {
      await kiosk.act('send-garbage', { kind });
      await kiosk.pass(5, 5);
    }
    await kiosk.act('out-of-service');
    await kiosk.pass(80, 10);
    await kiosk.act('out-of-service', { on: false });
    await kiosk.act('restart');
    await kiosk.act('stop');
    await kiosk.pass(120, 5);
    await kiosk.act('pull-cable');
    await kiosk.pass(120, 2);
    await kiosk.act('recover');
    await kiosk.pass(120, 10);
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.state()['service']).toBe('in-service');
    const declared = driverOf('terminal', 'heartbeat').alarms.map(({ type }) => type);
    expect([...seen].sort()).toEqual(declared.filter((type) => type !== 'terminal-inactive').sort());
    expect(kiosk.view().port.connections).toBeGreaterThan(0);
    expect(kiosk.view().port.bytes).toBe(0);
    expect(kiosk.clock.monotonic()).toBeGreaterThan(3_000_000);
  });
});

describe('card numbers', () => {
  it('fifty of them, in every place of a beat, are nowhere afterwards', async () => {
    const kiosk = await standKiosk({ options: { periodSeconds: 2 }, unit: { periodSeconds: 3_600 } });
    await kiosk.passMs(0);
    const random = seededRandom(7);
    const planted = Array.from({ length: 50 }, () => cardNumber(random));
    let seq = 1_000;
    for (const number of planted) {
      const beat = { 'terminal-id': 'dev', 'boot-id': 'a', 'in-service': true };
      const spoilt = [
        { ...beat, 'app-version': number },
        { ...beat, 'app-version': `v ${number.slice(0, 4)} ${number.slice(4)}` },
        { ...beat, 'last-transaction-at': number },
        { ...beat, modules: { 'card-reader': { status: 'fail', code: number } } },
        { ...beat, modules: { 'card-reader': { status: number } } },
        { ...beat, modules: { [number]: { status: 'fail', code: number } } },
        { ...beat, counters: { [`n${number}`]: 1 } },
        { ...beat, counters: { last: Number(number) } },
        { ...beat, note: number, [number]: number },
        { ...beat, 'terminal-id': number },
      ];
      for (const message of spoilt) {
        seq += 1;
        await kiosk.bring(JSON.stringify({ seq, ...message }));
        await kiosk.passMs(1_000);
      }
    }
    const everything = JSON.stringify([
      kiosk.messages.map(({ envelope, topic }) => [topic, envelope?.data]),
      kiosk.state(),
      kiosk.branch.manager.records(),
    ]);
    expect(everything).toContain('lastProblem');
    const digits = everything.replaceAll(/(?<=\d)[ .-](?=\d)/g, '');
    for (const number of planted) expect(digits).not.toContain(number);
    expect(kiosk.heartbeat()).toMatchObject({ excess: 0 });
  });
});
