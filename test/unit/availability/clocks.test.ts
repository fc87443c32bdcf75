import { afterEach, describe, expect, it } from 'vitest';
import { openAlarmsOf } from '../../../gateway/availability/report.js';
import { dutySchema } from '../../../gateway/config/duty-schema.js';
import { dueAtOf } from '../../../gateway/duty/due.js';
import { neverQuiet } from '../../../gateway/duty/quiet-hours.js';
import { Branch } from '../alarms/support.js';

const kiosk = {
  deviceId: 'kiosk-1',
  declarations: ['card-reader-fault', 'cash-acceptor-fault', 'cabinet-door-open'].map((type) => ({
    type,
    onDelaySeconds: 0,
    offDelaySeconds: 0,
  })),
  contactAlarm: 'terminal-unreachable',
};

let branch: Branch;
afterEach(() => branch.shutDown());

async function opened(duty: unknown = {}) {
  const { slaMinutes } = dutySchema.parse(duty);
  branch = await Branch.open([kiosk], { dueAt: (entry, at) => at + slaMinutes[entry.owner] * 60_000 });
  return branch;
}
const clocks = () => openAlarmsOf(branch.manager.records(), branch.clock.now());
const at = (ms: number) => new Date(ms).toISOString();

describe('the clocks of open alarms', () => {
  it('run for two hours for the first line and four for the second, by the owner of each', async () => {
    await opened();
    const began = branch.clock.now();
    branch.report(
      'kiosk-1',
      { type: 'card-reader-fault', active: true },
      { type: 'cash-acceptor-fault', active: true },
    );
    await branch.flush();
    expect(clocks()).toEqual([
      {
        ...{ deviceId: 'kiosk-1', alarm: 'card-reader-fault', code: 'TRM-311', owner: 'flm', raisedAt: at(began) },
        ...{ dueAt: at(began + 2 * 3_600_000), overdue: false },
      },
      {
        ...{ deviceId: 'kiosk-1', alarm: 'cash-acceptor-fault', code: 'TRM-308', owner: 'slm', raisedAt: at(began) },
        ...{ dueAt: at(began + 4 * 3_600_000), overdue: false },
      },
    ]);
  });

  it('are settings, and say what is overdue', async () => {
    await opened({ slaMinutes: { flm: 30 } });
    branch.report('kiosk-1', { type: 'card-reader-fault', active: true });
    await branch.after(29 * 60);
    expect(clocks()).toMatchObject([{ overdue: false }]);
    await branch.after(2 * 60);
    expect(clocks()).toMatchObject([{ overdue: true }]);
  });

  it('tell who took it over, and forget it with the next raise', async () => {
    await opened();
    branch.report('kiosk-1', { type: 'card-reader-fault', active: true });
    await branch.after(60);
    const acked = branch.clock.now();
    await branch.manager.acknowledge({ deviceId: 'kiosk-1', alarmType: 'card-reader-fault', operator: '王工' });
    expect(clocks()).toMatchObject([{ ackedAt: at(acked) }]);
    branch.report('kiosk-1', { type: 'card-reader-fault', active: false });
    await branch.after(60);
    expect(clocks()).toEqual([]);
    branch.report('kiosk-1', { type: 'card-reader-fault', active: true });
    await branch.flush();
    const [again] = clocks();
    expect(again).toMatchObject({ raisedAt: at(branch.clock.now()) });
    expect(again).not.toHaveProperty('ackedAt');
  });
});

it('the limits of duty are those of the figures', () => {
  const { slaMinutes } = dutySchema.parse({});
  expect(slaMinutes).toMatchObject({ flm: 120, slm: 240 });
  const due = dueAtOf(slaMinutes, neverQuiet);
  expect(due({ owner: 'security', eventType: 'physical-violation', severity: 'major' }, 0)).toBe(
    slaMinutes.security * 60_000,
  );
});
