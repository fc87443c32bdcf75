import { afterEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../../drivers/error.js';
import type { AlarmingDevice } from '../../../gateway/alarms/alarming-device.js';
import { type Contact, noContactYet } from '../../../gateway/devices/contact.js';
import { createContactReport } from '../../../gateway/devices/contact-report.js';
import { Branch, on } from './support.js';

const silent = 'terminal-monitoring-silent';
const rule = { alarm: 'printer-offline', failures: 2, successes: 1, confirmIntervalMs: 1_000 };
const printer: AlarmingDevice = {
  deviceId: 'printer-1',
  declarations: [{ type: 'printer-paper-out' }, { type: silent, hostAnswers: true, onOccasion: true }],
  contactAlarm: rule.alarm,
};
const behind: AlarmingDevice = {
  deviceId: 'kiosk-1',
  declarations: [],
  contactAlarm: 'terminal-unreachable',
  dependsOn: ['printer-1'],
};

let branch: Branch;
afterEach(() => branch.shutDown());

/** The printer under its contact report: polls that are answered, or fail with this alarm named. */
async function stand() {
  branch = await Branch.open([printer, behind]);
  const begin = () => createContactReport('printer-1', rule, branch.manager, [silent]);
  let report = begin();
  let contact: Contact = noContactYet;
  const told = (after: Contact) => {
    contact = after;
  };
  const stands = () =>
    branch.manager
      .list()
      .filter((record) => !record['is-cleared'])
      .map((record) => `${record['alarm-type-id']}${record['x-verified'] ? '' : ' unverified'}`)
      .sort();
  return {
    async answered(...conditions: Parameters<Branch['report']>[1][]) {
      branch.report('printer-1', ...conditions);
      report.success(contact, told);
      await branch.after(30);
      return stands();
    },
    async failed(contactAlarm?: string) {
      for (let failure = 0; failure < rule.failures; failure++) {
        report.failure(contact, new GatewayError('TRANSPORT_REPLY_TIMEOUT', 'x', { contactAlarm }), told);
      }
      await branch.after(30);
      return stands();
    },
    async restart() {
      await branch.flush();
      await branch.restart([printer, behind]);
      contact = noContactYet;
      report = begin();
      return stands();
    },
  };
}
const out = on('printer-paper-out');

describe('contact that is lost while the host answers', () => {
  it('is told by the alarm the error names; nothing is cleared, all is unverified, and verified on return', async () => {
    const { answered, failed } = await stand();
    expect(await answered(out)).toEqual(['printer-paper-out']);
    expect(await failed(silent)).toEqual(['printer-paper-out unverified', silent]);
    expect(await answered(out)).toEqual(['printer-paper-out']);
  });

  it('is told anew when the host goes too, and when it comes back: one of the two at a time', async () => {
    const { answered, failed } = await stand();
    await answered(out);
    expect(await failed(silent)).toEqual(['printer-paper-out unverified', silent]);
    expect(await failed()).toEqual(['printer-offline', 'printer-paper-out unverified']);
    expect(await failed(silent)).toEqual(['printer-paper-out unverified', silent]);
    expect(await answered()).toEqual(['printer-paper-out unverified']);
  });

  it('from the first poll on is told as well', async () => {
    const { failed } = await stand();
    expect(await failed(silent)).toEqual([silent]);
  });

  it('an alarm that the driver does not declare so is the contact alarm', async () => {
    const { failed } = await stand();
    expect(await failed('printer-paper-out')).toEqual(['printer-offline']);
  });

  it('explains nothing of a device behind it; a host that is gone does', async () => {
    const { failed, answered } = await stand();
    await answered();
    await failed(silent);
    branch.manager.contactLost('kiosk-1');
    branch.report('kiosk-1', on('terminal-unreachable'));
    await branch.after(60);
    expect(branch.table.get('kiosk-1/terminal-unreachable/')).toMatchObject({ 'is-cleared': false });
    expect(branch.table.get('kiosk-1/terminal-unreachable/')?.['root-cause-resource'] ?? []).toEqual([]);
  });

  it('survives a restart and ends with contact', async () => {
    const { failed, restart, answered } = await stand();
    await answered(out);
    await failed(silent);
    expect(await restart()).toEqual(['printer-paper-out unverified', `${silent} unverified`]);
    expect(await answered(out)).toEqual(['printer-paper-out']);
  });
});

it('a contact alarm with a qualifier is an alarm like any other: it explains nothing and is unverified with contact', async () => {
  const { answered, failed } = await stand();
  const offline = { ...on('printer-offline'), qualifier: 'off-line' };
  expect(await answered(offline)).toEqual(['printer-offline']);
  expect(await failed(silent)).toEqual(['printer-offline unverified', silent]);
});
