import { describe, expect, test } from 'vitest';
import { Branch, off, on } from '../support.js';

const cutter = 'printer-cutter-fault';
const by = (branch: Branch) => branch.table.get(`printer-1/${cutter}/`)?.['x-suppressed-by'];

describe('rule 9: maintenance, exchange and vendor mode', () => {
  test.each(['maintenance', 'exchange', 'vendor-mode'] as const)(
    '%s holds back what is new; at its end what lasts is raised',
    async (source) => {
      const branch = await Branch.open();
      branch.manager.suppress('printer-1', source, 'new roller');
      branch.report('printer-1', on(cutter), on('printer-cover-open'));
      branch.report('printer-1', on('printer-offline'));
      await branch.after(60);
      branch.report('printer-1', off('printer-cover-open'));
      await branch.after(60);
      expect([await branch.take(), branch.table.size]).toEqual([[], 0]);
      branch.manager.suppress('printer-1', source, undefined);
      expect(await branch.take()).toEqual([`raise ${cutter}`, 'raise printer-offline']);
    },
  );

  test('what stood before says who keeps it quiet, and its clear is published all the same', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on(cutter));
    branch.manager.suppress('printer-1', 'exchange', 'paper');
    await branch.flush();
    expect(by(branch)).toBe('exchange: paper');
    branch.report('printer-1', off(cutter));
    await branch.after(2);
    expect(await branch.take()).toEqual([`raise ${cutter}`, `clear ${cutter}`]);
    expect(by(branch)).toBeUndefined();
  });

  test('of several sources the first speaks, and the last one ends it', async () => {
    const branch = await Branch.open();
    branch.report('printer-1', on(cutter));
    branch.manager.suppress('printer-1', 'maintenance', 'visit');
    branch.manager.suppress('printer-1', 'vendor-mode', 'service key');
    branch.report('printer-1', on('printer-offline'));
    branch.manager.suppress('printer-1', 'maintenance', undefined);
    await branch.flush();
    expect(by(branch)).toBe('vendor-mode: service key');
    expect(await branch.take()).toEqual([`raise ${cutter}`]);
    branch.manager.suppress('printer-1', 'vendor-mode', undefined);
    expect(await branch.take()).toEqual(['raise printer-offline']);
    expect(by(branch)).toBeUndefined();
  });
});
