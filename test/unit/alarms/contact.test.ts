import { describe, expect, test } from 'vitest';
import { Branch, off, on } from './support.js';

/** A printer with an open cutter alarm and two more. */
async function troubledBranch(): Promise<Branch> {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-cutter-fault'), on('printer-paper-out'), on('printer-cover-open'));
  await branch.after(30);
  await branch.take();
  return branch;
}

const verified = (branch: Branch) =>
  Object.fromEntries([...branch.retained].map(([topic, record]) => [topic.split('/')[1], record['x-verified']]));

function loseContact(branch: Branch): void {
  branch.manager.contactLost('printer-1');
  branch.report('printer-1', on('printer-offline', '3 polls unanswered'));
}

describe('when contact with a device is lost', () => {
  test('nothing is cleared, everything but the contact alarm is unverified', async () => {
    const branch = await troubledBranch();
    branch.report('board-1', on('led-write-rejected'));
    loseContact(branch);
    await branch.after(3_600);
    expect(await branch.take()).toEqual(['raise led-write-rejected', 'raise printer-offline']);
    expect(verified(branch)).toEqual({
      'printer-cutter-fault': false,
      'printer-paper-out': false,
      'printer-cover-open': false,
      'printer-offline': true,
      'led-write-rejected': true,
    });
  });

  test('the record says when the device last confirmed it', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.after(100);
    branch.report('printer-1', on('printer-cutter-fault'));
    await branch.after(20);
    loseContact(branch);
    await branch.flush();
    expect(branch.retained.get('printer-1/printer-cutter-fault')).toMatchObject({
      'x-verified': false,
      'x-last-verified': '2026-11-23T01:01:40.000Z',
    });
  });

  test('losing it again publishes nothing again', async () => {
    const branch = await troubledBranch();
    loseContact(branch);
    await branch.flush();
    const messages = branch.retainedMessages;
    loseContact(branch);
    await branch.flush();
    expect(branch.retainedMessages).toBe(messages);
  });

  test('a condition that waits for its on-delay is dropped: nobody confirmed it', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on('printer-paper-out'));
    await branch.after(4);
    branch.manager.contactLost('printer-1');
    await branch.after(60);
    expect(await branch.take()).toEqual([]);
    expect(branch.clock.pending).toBe(0);
    branch.manager.contactRestored('printer-1');
    branch.report('printer-1', on('printer-paper-out'));
    await branch.after(5);
    expect(await branch.take()).toEqual(['raise printer-paper-out']);
  });

  test('an alarm on its way to be cleared stays: nobody confirms that either', async () => {
    const branch = await troubledBranch();
    branch.report('printer-1', off('printer-paper-out'));
    await branch.after(4);
    branch.manager.contactLost('printer-1');
    await branch.after(60);
    expect(await branch.take()).toEqual([]);
    expect(branch.retained.get('printer-1/printer-paper-out')).toMatchObject({
      'is-cleared': false,
      'x-verified': false,
    });
  });

  test('other devices are untouched, and an unknown one harms nothing', async () => {
    const branch = await troubledBranch();
    branch.manager.contactLost('board-1');
    branch.manager.contactLost('printer-9');
    branch.manager.contactRestored('printer-9');
    await branch.flush();
    expect(Object.values(verified(branch))).toEqual([true, true, true]);
  });
});

describe('when contact is back', () => {
  test('each alarm is verified by the next report of it, whichever way it goes', async () => {
    const branch = await troubledBranch();
    loseContact(branch);
    branch.manager.contactRestored('printer-1');
    await branch.flush();
    expect(verified(branch)).toMatchObject({ 'printer-paper-out': false, 'printer-cover-open': false });
    await branch.take();
    branch.report('printer-1', on('printer-paper-out'), off('printer-cover-open'));
    await branch.flush();
    expect(verified(branch)).toMatchObject({
      'printer-paper-out': true,
      'printer-cover-open': true,
      'printer-cutter-fault': false,
    });
    await branch.after(3);
    expect(await branch.take()).toEqual(['clear printer-cover-open']);
  });

  test('what the device said just before counts from then on', async () => {
    const branch = await troubledBranch();
    loseContact(branch);
    branch.report('printer-1', on('printer-paper-out'));
    await branch.flush();
    expect(verified(branch)).toMatchObject({ 'printer-paper-out': false });
    branch.manager.contactRestored('printer-1');
    await branch.flush();
    expect(verified(branch)).toMatchObject({ 'printer-paper-out': true, 'printer-cutter-fault': false });
  });

  test('one answer between two failures does not make the alarms of a flaky line look certain', async () => {
    const branch = await troubledBranch();
    loseContact(branch);
    branch.report('printer-1', on('printer-paper-out'), on('printer-cover-open'), on('printer-cutter-fault'));
    branch.report('printer-1', on('printer-offline'));
    await branch.after(60);
    expect(verified(branch)).toMatchObject({ 'printer-paper-out': false, 'printer-cutter-fault': false });
  });

  test('the contact alarm clears like any other', async () => {
    const branch = await troubledBranch();
    loseContact(branch);
    await branch.take();
    branch.manager.contactRestored('printer-1');
    branch.report('printer-1', off('printer-offline'));
    expect(await branch.take()).toEqual(['clear printer-offline']);
  });
});
