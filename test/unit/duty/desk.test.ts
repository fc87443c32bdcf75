import { describe, expect, test } from 'vitest';
import { errno, hookedFiles } from '../storage/support.js';
import { DutyBranch, devices, line, people, standard } from './support.js';

const out = 'printer-paper-out';
const low = 'printer-paper-low';
const hardware = 'printer-hardware-fault';

describe('an alarm nobody acknowledges', () => {
  test('goes from A over B and the duty manager to central', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    expect(await branch.take()).toEqual([`zhang raised printer-1/${out}`]);
    await branch.after(9.9);
    expect(await branch.take()).toEqual([]);
    await branch.after(0.2);
    expect(await branch.take()).toEqual([`li not-acknowledged printer-1/${out}`]);
    await branch.after(15);
    expect(await branch.take()).toEqual([`chen not-acknowledged printer-1/${out}`]);
    await branch.after(30);
    expect(await branch.take()).toEqual([`central not-acknowledged printer-1/${out}`]);
    await branch.stop();
    expect(branch.clock.pending).toBe(0);
  });

  test('says what it is, what to do and until when, in the language of each', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.after(11);
    const [first, second] = branch.said;
    expect(first).toMatchObject({
      step: 'a',
      reason: 'raised',
      to: { id: 'zhang', name: '张敏' },
      language: 'zh',
      alarm: { code: 'PRN-101', severity: 'major', dueAt: '2026-11-23T03:00:00.000Z', verified: true },
    });
    expect(first?.message).toMatch(/^【重要】printer-1 .*（PRN-101），09:00 起。处理：.*时限 11:00。接手请确认。$/);
    expect(second).toMatchObject({ to: { name: 'Li Qiang' }, language: 'en' });
    expect(second?.message).toMatch(/^Passed on to you, as not acknowledged\. \[major\] printer-1 .* Due 11:00\./);
    expect(second?.alarm.remedy).toMatch(/^[\x20-\x7e]+$/);
    await branch.stop();
  });

  test('says so when it is not verified, and that it was resumed after a restart', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.after(1);
    branch.manager.contactLost('printer-1');
    await branch.take();
    await branch.after(10);
    expect(branch.said[0]).toMatchObject({ step: 'b', alarm: { verified: false } });
    expect(branch.said[0]?.message).toContain('not verified');
    await branch.stop();
  });

  test('a critical one does not wait as long', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', hardware);
    await branch.after(20);
    // A technician's alarm, and this branch has no pair for it: the duty manager at once, then central.
    expect(await branch.take()).toEqual([
      `chen raised printer-1/${hardware}`,
      `central not-acknowledged printer-1/${hardware}`,
    ]);
    await branch.stop();
  });
});

describe('an alarm that is taken over', () => {
  test('asks nobody any more, and the end is told once to those who knew', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.after(11);
    await branch.acknowledge('printer-1', out);
    await branch.take();
    await branch.after(60);
    expect(await branch.take()).toEqual([]);
    branch.report('printer-1', out, false);
    await branch.after(5);
    expect(await branch.take()).toEqual([`zhang cleared printer-1/${out}`, `li cleared printer-1/${out}`]);
    await branch.stop();
  });

  test('and not cleared in time is told to the manager once, then to central; it counts as overdue', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.after(1);
    await branch.acknowledge('printer-1', out);
    await branch.take();
    await branch.after(118);
    expect(branch.manager.counts().overdue).toBe(0);
    await branch.after(2);
    expect(branch.manager.counts().overdue).toBe(1);
    expect(branch.said[0]?.message).toMatch(/^已超过时限 11:00，尚未恢复。/);
    expect(await branch.take()).toEqual([`chen overdue printer-1/${out}`]);
    await branch.after(31);
    expect(await branch.take()).toEqual([`central overdue printer-1/${out}`]);
    await branch.after(2_000);
    expect(await branch.take()).toEqual([]);
    await branch.stop();
  });

  test('a clock that is set does not make it late, nor wake anybody early', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.after(1);
    await branch.take();
    branch.clock.jump(3_600_000);
    await branch.after(8);
    branch.clock.jump(-7_200_000);
    expect(await branch.take()).toEqual([]);
    await branch.after(2);
    expect(await branch.take()).toEqual([`li not-acknowledged printer-1/${out}`]);
    await branch.acknowledge('printer-1', out);
    await branch.after(108);
    expect(await branch.take()).toEqual([]);
    await branch.after(2);
    expect(await branch.take()).toEqual([`chen overdue printer-1/${out}`]);
    await branch.stop();
  });
});

describe('many alarms at once', () => {
  test('one message to each, then one for all that came within half a minute', async () => {
    const branch = await DutyBranch.open();
    for (let device = 1; device <= 10; device++) branch.report(`printer-${device}`, low);
    await branch.flush();
    branch.report('printer-11', out);
    branch.report('printer-12', low);
    const [first, ...none] = await branch.take();
    expect(first?.split(' + ')).toHaveLength(10);
    expect(none).toEqual([]);
    await branch.after(0.6);
    // The worse one first.
    expect(await branch.take()).toEqual([`zhang raised printer-11/${out} + raised printer-12/${low}`]);
    await branch.stop();
  });

  test('critical ones do not wait, and take with them what waits', async () => {
    const branch = await DutyBranch.open({ ...standard, owners: { slm: { a: 'zhang' } } });
    branch.report('printer-1', low);
    await branch.flush();
    branch.report('printer-2', low);
    await branch.after(0.1);
    branch.report('printer-3', hardware);
    expect(await branch.take()).toEqual([
      `zhang raised printer-1/${low}`,
      `zhang raised printer-3/${hardware} + raised printer-2/${low}`,
    ]);
    await branch.stop();
  });

  test('a message names twenty and counts the others', async () => {
    const branch = await DutyBranch.open();
    for (let device = 1; device <= 30; device++) branch.report(`printer-${device}`, low);
    await branch.after(0.1);
    const [message] = branch.said;
    expect(message?.also).toHaveLength(19);
    expect(message?.more).toBe(10);
    expect(message?.message).toMatch(/另有 29 条：.*等。$/);
    // All of them count as told: B hears of all of them as well.
    await branch.take();
    await branch.after(10);
    expect((await branch.take())[0]).toMatch(/^li not-acknowledged .* \+ 10 more$/);
    await branch.stop();
  });

  test('what comes and goes within the half minute is told to nobody', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', low);
    await branch.take();
    branch.report('printer-2', low);
    await branch.flush();
    branch.report('printer-2', low, false);
    await branch.after(5);
    expect(await branch.take()).toEqual([]);
    await branch.stop();
  });
});

describe('what is suppressed', () => {
  test('is told when it no longer is, if it is still there', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.take();
    await branch.hide('printer-1', '换打印头');
    await branch.after(60);
    expect(await branch.take()).toEqual([]);
    expect(branch.status({}).alarms).toMatchObject([{ suppressedBy: 'maintenance: 换打印头', told: [{ step: 'a' }] }]);
    await branch.hide('printer-1', undefined);
    expect(await branch.take()).toEqual([`zhang raised printer-1/${out}`]);
    await branch.stop();
  });

  test('so is what stands on a shelf', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.take();
    const shelve = branch.manager.shelving.shelve({
      name: 'paper',
      alarmType: out,
      operator: '张敏',
      reason: '等纸',
      minutes: 120,
    });
    await branch.clock.finish(shelve);
    branch.report('printer-2', out);
    await branch.after(30);
    expect(await branch.take()).toEqual([]);
    await branch.restart(standard, 1);
    branch.report('printer-1', out);
    branch.report('printer-2', out);
    await branch.after(60);
    expect(await branch.take()).toEqual([]);
    await branch.after(31);
    const [first, ...others] = await branch.take();
    expect(first).toBe(`zhang raised printer-1/${out} + raised printer-2/${out}`);
    expect(others).toEqual([]);
    await branch.stop();
  });
});

describe('quiet hours', () => {
  const night = { ...standard, quietHours: '20:00-07:30' };
  const evening = Date.UTC(2026, 10, 23, 14, 0);

  test('hold back what can wait until the morning, and its limit with it; the night over, only what is still there', async () => {
    const branch = await DutyBranch.open(night, { start: evening });
    branch.report('printer-1', out);
    branch.report('printer-2', low);
    branch.report('printer-3', hardware);
    await branch.after(60);
    expect(await branch.take()).toEqual([
      `chen raised printer-3/${hardware}`,
      `central not-acknowledged printer-3/${hardware}`,
    ]);
    branch.report('printer-2', low, false);
    branch.report('printer-3', hardware, false);
    expect(await branch.take()).toEqual([
      `chen cleared printer-3/${hardware}`,
      `central cleared printer-3/${hardware}`,
    ]);
    await branch.after(8.4 * 60);
    expect(await branch.take()).toEqual([]);
    await branch.after(7);
    expect(branch.said[0]?.message).toMatch(/^免打扰时段内发生，仍未恢复。.*11-23 22:00 起.*时限 09:30/);
    expect(await branch.take()).toEqual([`zhang quiet-hours-over printer-1/${out}`]);
    await branch.after(10.1);
    expect(await branch.take()).toEqual([`li not-acknowledged printer-1/${out}`]);
    await branch.stop();
  });

  test('hold over a restart', async () => {
    const branch = await DutyBranch.open(night, { start: evening });
    branch.report('printer-1', out);
    await branch.after(1);
    await branch.restart(night, 60);
    await branch.after(8 * 60);
    expect(await branch.take()).toEqual([]);
    await branch.after(35);
    expect(await branch.take()).toEqual([`zhang quiet-hours-over printer-1/${out}`]);
    await branch.stop();
  });

  test('end when a clock that was wrong is put right', async () => {
    const branch = await DutyBranch.open(night, { start: evening });
    branch.report('printer-1', out);
    await branch.after(1);
    branch.clock.jump(10 * 3_600_000);
    await branch.after(0.6);
    expect(await branch.take()).toEqual([`zhang quiet-hours-over printer-1/${out}`]);
    await branch.stop();
  });

  test('may be the hours in which the branch is closed', async () => {
    // A Sunday, eleven in the evening.
    const branch = await DutyBranch.open(
      { ...standard, quietHours: 'outside-hours' },
      { start: Date.UTC(2026, 10, 29, 15) },
    );
    branch.report('printer-1', out);
    await branch.after(9.9 * 60);
    expect(await branch.take()).toEqual([]);
    await branch.after(7);
    expect(new Date(branch.said[0]!.at).toISOString()).toMatch(/^2026-11-30T01:00:/);
    expect(await branch.take()).toEqual([`zhang quiet-hours-over printer-1/${out}`]);
    await branch.stop();
  });
});

describe('after a restart', () => {
  test('goes on with the wait that ran, and repeats nothing', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.after(4);
    await branch.restart(standard, 4);
    branch.report('printer-1', out);
    await branch.after(1.9);
    expect(await branch.take()).toEqual([`zhang raised printer-1/${out}`]);
    await branch.after(0.2);
    expect(await branch.take()).toEqual([`li not-acknowledged printer-1/${out}`]);
    await branch.stop();
  });

  test('days later only the next person is asked at once', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.take();
    await branch.restart(standard, 3_000);
    branch.report('printer-1', out);
    await branch.after(0.1);
    expect(await branch.take()).toEqual([`li not-acknowledged printer-1/${out}`, `chen overdue printer-1/${out}`]);
    await branch.stop();
  });

  test('a clock that went back costs the wait at most once more', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.after(5);
    await branch.take();
    branch.clock.jump(-40 * 24 * 3_600_000);
    await branch.restart();
    await branch.after(9.9);
    expect(await branch.take()).toEqual([]);
    await branch.after(0.2);
    expect(await branch.take()).toEqual([`li not-acknowledged printer-1/${out}`]);
    await branch.stop();
  });

  test('a clock that went back makes a limit no longer than it was', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.after(5);
    await branch.acknowledge('printer-1', out);
    await branch.take();
    branch.clock.jump(-40 * 24 * 3_600_000);
    await branch.restart();
    await branch.after(121);
    expect(await branch.take()).toEqual([`chen overdue printer-1/${out}`]);
    await branch.stop();
  });

  test('those who knew hear the end of what is no longer configured', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.take();
    await branch.stop();
    await branch.boot(standard, { devices: devices.slice(1) });
    await branch.after(0.1);
    expect(await branch.take()).toEqual([`zhang cleared printer-1/${out}`]);
    await branch.stop();
  });

  test('somebody who has left is not told, and the one in that place is', async () => {
    const branch = await DutyBranch.open();
    branch.report('printer-1', out);
    await branch.take();
    const { zhang: _, ...rest } = people;
    const changed = { people: rest, manager: 'chen', owners: { flm: { a: 'li' } } };
    await branch.restart(changed);
    await branch.after(0.1);
    expect(await branch.take()).toEqual([`li raised printer-1/${out}`]);
    branch.report('printer-1', out, false);
    await branch.after(1);
    expect(await branch.take()).toEqual([`li cleared printer-1/${out}`]);
    await branch.stop();
  });
});

describe('a disk that refuses', () => {
  test('people are told all the same', async () => {
    let full = false;
    const files = hookedFiles({ beforeWrite: async () => (full ? Promise.reject(errno('ENOSPC')) : undefined) });
    const branch = await DutyBranch.open(standard, { files });
    full = true;
    branch.report('printer-1', out);
    expect(await branch.take()).toEqual([`zhang raised printer-1/${out}`]);
    expect(branch.errors.length).toBeGreaterThan(0);
    full = false;
    await branch.after(11);
    expect(await branch.take()).toEqual([`li not-acknowledged printer-1/${out}`]);
    await branch.kill(standard);
    await branch.after(1);
    expect(branch.forCentre().map(line)).toEqual([
      `zhang raised printer-1/${out}`,
      `li not-acknowledged printer-1/${out}`,
    ]);
    await branch.stop();
  });
});
