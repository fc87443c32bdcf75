import { describe, expect, it } from 'vitest';
import { cctalkOptions, modulesOf } from '../../../../drivers/terminal/cctalk/options.js';

const modules = (...devices: Record<string, unknown>[]) => modulesOf(cctalkOptions.parse({ devices }).devices);
const complaint = (options: unknown) => cctalkOptions.safeParse(options).error?.issues.map(({ message }) => message);

describe('the modules of a wire', () => {
  it('without options: a tap at one bill validator', () => {
    const { mode, devices } = cctalkOptions.parse({});
    expect([mode, modulesOf(devices)]).toEqual(['tap', [{ address: 40, kind: 'bill', module: 'cash-acceptor' }]]);
  });

  it.each([
    [2, 'coin', 'coin-acceptor'],
    [11, 'coin', 'coin-acceptor'],
    [17, 'coin', 'coin-acceptor'],
    [3, 'hopper', 'cash-dispenser'],
    [10, 'hopper', 'cash-dispenser'],
    [40, 'bill', 'cash-acceptor'],
    [47, 'bill', 'cash-acceptor'],
    [50, 'other', 'module-50'],
  ])('address %d is a %s', (address, kind, module) => {
    expect(modules({ address })).toEqual([{ address, kind, module }]);
  });

  it('the second of a kind has its address in its name, unless it has one of its own', () => {
    expect(
      modules({ address: 40 }, { address: 41 }, { address: 60, kind: 'bill', module: 'cash-acceptor-top' }),
    ).toEqual([
      { address: 40, kind: 'bill', module: 'cash-acceptor' },
      { address: 41, kind: 'bill', module: 'cash-acceptor-41' },
      { address: 60, kind: 'bill', module: 'cash-acceptor-top' },
    ]);
  });

  it.each([
    [{ devices: [{ address: 40 }, { address: 40 }] }, 'two of them have one address'],
    [{ devices: [{ address: 40 }, { address: 41, module: 'cash-acceptor' }] }, 'two of them have one name'],
  ])('%j is refused', (options, message) => {
    expect(complaint(options)).toContain(message);
  });

  it.each([
    { devices: [] },
    { devices: [{ address: 1 }] },
    { devices: [{ address: 40, module: 'Cash' }] },
    { mode: 'both' },
    { silenceMs: 49 },
    { polls: true },
  ])('%j is refused too', (options) => {
    expect(complaint(options)).toHaveLength(1);
  });
});
