import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type FullKiosk, startFullKiosk } from '../../simulators/terminal/full-kiosk.js';
import { createWorld } from '../../simulators/world.js';
import { freePort } from '../support/free-port.js';
import { fullKioskDevices } from '../support/full-kiosk.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { type Observer, observe } from '../support/observer.js';

/** One kiosk with every source at once, over the real program: each of its troubles, all at the same time, and their end. */

interface Story {
  readonly what: string;
  /** Part of the kiosk where somebody does something. */
  readonly part: string;
  readonly act: readonly [name: string, args?: Record<string, unknown>];
  readonly undo: readonly [name: string, args?: Record<string, unknown>];
  readonly alarm: string;
  /** Module of the terminal as a whole that shows it. */
  readonly module: string;
}

const xfs = (path: string, value: unknown, service?: string): Story['act'] => [
  'set',
  { path, value, ...(service ? { service } : {}) },
];

const stories: readonly Story[] = [
  {
    what: 'its agent says that it is out of service',
    part: 'agent',
    act: ['out-of-service', { on: true }],
    undo: ['out-of-service', { on: false }],
    alarm: 'terminal-out-of-service',
    module: 'application',
  },
  {
    what: 'the receipt printer has no paper',
    part: 'xfs',
    act: xfs('printer.paper.upper', 'out'),
    undo: xfs('printer.paper.upper', 'full'),
    alarm: 'printer-paper-out',
    module: 'receipt-printer',
  },
  {
    what: 'the PIN pad is broken',
    part: 'xfs',
    act: xfs('common.device', 'hardwareError', 'PinPad'),
    undo: xfs('common.device', 'online', 'PinPad'),
    alarm: 'pin-pad-fault',
    module: 'pin-pad',
  },
  {
    what: 'something was fitted to the card reader',
    part: 'xfs',
    act: ['fraud', { service: 'CardReader', kind: 'deviceDetected' }],
    undo: ['fraud', { service: 'CardReader', kind: 'none' }],
    alarm: 'fraud-device-suspected',
    module: 'card-reader',
  },
  {
    what: 'the disk of its PC is nearly full',
    part: 'host',
    act: ['storage', { index: 2, usedPercent: 97 }],
    undo: ['storage', { index: 2, usedPercent: 50 }],
    alarm: 'terminal-storage-nearly-full',
    module: 'host',
  },
  {
    what: 'a sheet is stuck in the statement printer',
    part: 'printer',
    act: ['error-state', { bytes: '04' }],
    undo: ['error-state', { bytes: '00' }],
    alarm: 'printer-paper-jam',
    module: 'statement-printer',
  },
  {
    what: 'the mains are gone',
    part: 'ups',
    act: ['mains-off'],
    undo: ['mains-on'],
    alarm: 'mains-lost-on-battery',
    module: 'mains',
  },
  {
    what: 'its cabinet is opened',
    part: 'inputs',
    act: ['open-door'],
    undo: ['close-door'],
    alarm: 'cabinet-door-open',
    module: 'cabinet',
  },
  {
    what: 'smoke',
    part: 'inputs',
    act: ['smoke', { on: true }],
    undo: ['smoke', { on: false }],
    alarm: 'water-or-smoke-detected',
    module: 'environment-smoke',
  },
  {
    what: 'no SIM cards left',
    part: 'cards',
    act: ['hopper-empty'],
    undo: ['load'],
    alarm: 'card-dispenser-empty-or-low',
    module: 'card-dispenser',
  },
  {
    what: 'the cash box is taken out',
    part: 'cash',
    act: ['stacker-remove'],
    undo: ['stacker-insert'],
    alarm: 'cash-acceptor-box-removed',
    module: 'cash-acceptor',
  },
];

/** By part of the simulator, the device of the configuration. */
const deviceOf = ({ part }: Story) => `kiosk-1-${part === 'host' ? 'pc' : part}`;
const patienceMs = 18_000;

const folder = temporaryFolder();
let kiosk: FullKiosk;
let gateway: GatewayProcess;
let observer: Observer;

const act = (part: string, [name, args = {}]: Story['act']) => kiosk.simulators[part]?.actions[name]?.(args);
const alarmOf = (story: Story, cleared: boolean) =>
  observer.expect(
    '',
    (data, { topic }) => topic.includes(`/alarm/${deviceOf(story)}/${story.alarm}`) && data['is-cleared'] === cleared,
    patienceMs,
  );
const terminal = (fits: (state: Record<string, unknown>) => boolean) =>
  observer.expect('/device/kiosk-1/state', fits, patienceMs);
const statusOf = (state: Record<string, unknown>, module: string) =>
  (state['modules'] as Record<string, { status: string }> | undefined)?.[module]?.status;

beforeAll(async () => {
  const port = await freePort();
  const root = 'branch/b1/gw1';
  kiosk = await startFullKiosk({
    world: (index) => createWorld({ seed: index }),
    agent: { url: `mqtt://127.0.0.1:${port}`, root, deviceId: 'kiosk-1-agent', periodSeconds: 2 },
  });
  const types = [...new Set(stories.map(({ alarm }) => alarm))];
  const yaml = stringify({
    version: 1,
    branch: { id: 'b1', name: '测试网点', timezone: 'Asia/Shanghai' },
    gateway: { id: 'gw1' },
    broker: { host: '127.0.0.1', port },
    devices: fullKioskDevices('kiosk-1', kiosk.ports, 'quick'),
    alarms: Object.fromEntries(types.map((type) => [type, { onDelaySeconds: 0, offDelaySeconds: 0 }])),
  });
  gateway = await startGatewayProcess({ folder: folder.path, yaml });
  observer = await observe(port, root);
  await terminal((state) => state['service'] === 'in-service');
});
afterAll(async () => {
  await observer?.close();
  await gateway?.stop();
  await kiosk?.close();
  folder.remove();
});

describe('everything goes wrong at once', () => {
  beforeAll(async () => {
    for (const { part, act: what } of stories) await act(part, what);
  });

  it.each(stories)('$what: $alarm', async (story) => {
    const raised = await alarmOf(story, false);
    const record = raised.message?.data ?? {};
    expect(record['x-code']).toMatch(/^(TRM|PRN|PWR)-\d{3}$/);
    expect(record['proposed-repair-actions']).toMatchObject({ zh: expect.any(String), en: expect.any(String) });
    await terminal((state) => ['fail', 'warn'].includes(statusOf(state, story.module) ?? ''));
  });

  it('the terminal as a whole is out of service, and says who says what', async () => {
    const { message } = await terminal(
      (state) =>
        state['service'] === 'out-of-service' && stories.every((story) => statusOf(state, story.module) !== 'ok'),
    );
    const modules = message?.data['modules'] as Record<string, { source: string }>;
    expect(modules['receipt-printer']?.source).toContain('kiosk-1-xfs');
    expect(modules['cabinet']?.source).toContain('kiosk-1-inputs');
  });
});

describe('and is put right', () => {
  beforeAll(async () => {
    observer.forget();
    for (const { part, undo } of stories) await act(part, undo);
  });

  it.each(stories)('$what: over', async (story) => {
    const cleared = await alarmOf(story, true);
    expect(cleared.message?.data['is-cleared']).toBe(true);
  });

  it('the terminal is in service again', async () => {
    const { message } = await terminal((state) => state['service'] === 'in-service');
    expect(message?.data['operating']).toBe('online');
  });

  it('nobody sent a device anything it must not hear', () => {
    const viewOf = (part: string) => (kiosk.simulators[part]?.view() ?? {}) as Record<string, unknown>;
    const heard = {
      cash: viewOf('cash')['tripwires'],
      cards: viewOf('cards')['tripwires'],
      ups: viewOf('ups')['tripped'],
      writes: viewOf('inputs')['writes'],
    };
    expect(heard).toEqual({ cash: [], cards: [], ups: [], writes: 0 });
  });
});
