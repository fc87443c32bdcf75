import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../drivers/clock.js';
import { type NutOptions, nutOptions } from '../../drivers/terminal/nut/options.js';
import { NutSession } from '../../drivers/terminal/nut/session.js';
import { openTcpLink } from '../../drivers/transport/tcp.js';
import { startUpsd } from '../support/nut-upsd.js';
import { recordingContext } from '../support/recording-context.js';
import type { VirtualClock } from '../support/virtual-clock.js';

const onMains = {
  'ups.status': 'OL',
  'battery.charge': '97',
  'battery.runtime': '1800',
  'ups.load': '31',
  'device.model': 'Dummy',
  'device.serial': 'D-1',
};
const onBattery = { ...onMains, 'ups.status': 'OB DISCHRG', 'battery.charge': '80', 'battery.runtime': '1399' };

let upsd: Awaited<ReturnType<typeof startUpsd>>;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  upsd = await startUpsd(onMains);
});
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
  await upsd?.end();
});

async function open(options: Record<string, unknown> = {}, stored?: unknown) {
  const link = await openTcpLink(
    { host: '127.0.0.1', port: upsd.port },
    { clock: systemClock, signal: new AbortController().signal },
  );
  const { context, seen } = recordingContext<NutOptions, 'stream'>({
    options: nutOptions.parse(options),
    link,
    clock: systemClock as unknown as VirtualClock,
    stored,
    files: { 'ca.pem': '' },
  });
  const session = new NutSession(context);
  const end = async () => {
    await session.close();
    await link.close();
  };
  cleanups.push(end);
  return { session, seen, link, end };
}
type Opened = Awaited<ReturnType<typeof open>>;

/** Polls as a supervisor does, only faster, until what it brings fits. */
async function until(opened: Opened, holds: (outcome: string) => boolean): Promise<void> {
  for (;;) {
    const outcome = await opened.session.poll().then(
      () => 'answered',
      (error: Error) => error.message,
    );
    if (holds(outcome)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
const status = ({ seen }: Opened) => ((seen.state['ups'] as { status?: string[] })?.status ?? []).join(' ');
/** Types that were active when last told of. */
const active = ({ seen }: Opened) =>
  [...new Map(seen.alarms.map((alarm) => [alarm.type, alarm.active]))].filter(([, on]) => on).map(([type]) => type);

describe('upsd of NUT 2.8 with its dummy UPS', () => {
  let ups: Opened;

  it('is asked in the clear, as Debian’s has no certificate', async () => {
    ups = await open();
    const identify = () => ups.session.identify().catch(({ message }: Error) => message);
    let identity = await identify();
    // In its first second the driver has no data yet.
    while (typeof identity === 'string') {
      expect(identity).toMatch(/WAIT|DRIVER-NOT-CONNECTED/);
      await new Promise((resolve) => setTimeout(resolve, 100));
      identity = await identify();
    }
    expect(identity).toEqual({
      model: expect.stringContaining('Dummy'),
      serialNumber: 'D-1',
      capabilities: [expect.stringMatching(/^Network UPS Tools upsd 2\.\d/), 'clear', 'ups hall'],
    });
    expect(status(ups)).toBe('OL');
    expect(active(ups)).toEqual([]);
    const strict = await open({ tls: 'required', caFile: 'ca.pem' });
    await expect(strict.session.identify()).rejects.toThrow('does not offer TLS (ERR FEATURE-NOT-CONFIGURED)');
    const other = await open({ ups: 'attic' });
    await expect(other.session.identify()).rejects.toThrow('has no UPS "attic" (ERR UNKNOWN-UPS): it has hall');
  });

  it('OL → OB → OB LB → OL', async () => {
    upsd.tell(onBattery);
    await until(ups, () => status(ups) === 'OB DISCHRG');
    expect(active(ups)).toEqual(['mains-lost-on-battery']);
    expect(ups.seen.alarms.findLast(({ active }) => active)?.detail).toContain('about 23 min left, charge 80 %');
    upsd.tell({ ...onBattery, 'ups.status': 'OB DISCHRG LB' });
    await until(ups, () => status(ups) === 'OB DISCHRG LB');
    expect(active(ups)).toEqual(['mains-lost-on-battery', 'ups-battery-low']);
    upsd.tell(onMains);
    await until(ups, () => status(ups) === 'OL');
    expect(active(ups)).toEqual([]);
    expect(ups.seen.events.map(({ name }) => name)).toEqual(['mains-lost', 'mains-back']);
  });

  it('a driver that hangs on battery: DATA-STALE, and the battery counts as low', async () => {
    upsd.tell(onBattery);
    await until(ups, () => status(ups) === 'OB DISCHRG');
    upsd.pauseDriver();
    await until(ups, (outcome) => outcome.includes('ERR DATA-STALE'));
    expect(active(ups)).toEqual(['mains-lost-on-battery', 'ups-battery-low']);
    upsd.resumeDriver();
    await until(ups, (outcome) => outcome === 'answered');
    expect(active(ups)).toEqual(['mains-lost-on-battery']);
  });

  it('a driver that is killed: DRIVER-NOT-CONNECTED, until it is started again', async () => {
    await upsd.killDriver();
    await until(ups, (outcome) => /ERR (DRIVER-NOT-CONNECTED|DATA-STALE)/.test(outcome));
    expect(active(ups)).toContain('ups-battery-low');
    upsd.tell(onMains);
    upsd.startDriver();
    await until(ups, () => status(ups) === 'OL');
    expect(active(ups)).toEqual([]);
  });

  it('an upsd that is restarted ends the link; the next one goes on where it was', async () => {
    await upsd.stopServer();
    expect((await ups.link.closed).kind).toBe('lost');
    await expect(ups.session.poll()).rejects.toThrow();
    await upsd.startServer();
    const again = await open({}, ups.seen.stored);
    for (let ready = false; !ready; )
      ready = await again.session.identify().then(
        () => true,
        () => false,
      );
    await again.session.poll();
    expect(status(again)).toBe('OL');
    expect(again.seen.events).toEqual([]);
  });
});
