import { expect, test } from 'vitest';
import { Branch, off, on } from '../support.js';

const paperOut = 'printer-paper-out';

test('rule 2: normal → pending → raised → clearing → cleared, and nobody hears of pending or clearing', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on(paperOut));
  await branch.after(4.9);
  expect([await branch.take(), branch.retainedMessages, branch.table.size]).toEqual([[], 0, 0]);
  await branch.after(0.1);
  expect(await branch.take()).toEqual([`raise ${paperOut}`]);
  const messages = branch.retainedMessages;
  branch.report('printer-1', off(paperOut));
  await branch.after(4.9);
  expect([await branch.take(), branch.retainedMessages]).toEqual([[], messages]);
  await branch.after(0.1);
  expect(await branch.take()).toEqual([`clear ${paperOut}`]);
});

test('rule 2: failures in a row are the delay of a contact alarm, which has none of its own', async () => {
  const branch = await Branch.open();
  branch.report('printer-1', on('printer-offline'));
  expect(await branch.take()).toEqual(['raise printer-offline']);
  branch.report('printer-1', off('printer-offline'));
  expect(await branch.take()).toEqual(['clear printer-offline']);
});
