import { describe, expect, it } from 'vitest';
import { standKiosk } from './stand.js';

describe('what the agent says of the terminal', () => {
  it('row by row: each code raises its alarm after its delay, and ends it', async () => {
    const kiosk = await standKiosk({ options: { periodSeconds: 10 }, unit: { periodSeconds: 10 } });
    await kiosk.passMs(0);
    const rows = [
      ['printer', 'fail', 'paper-out', 'printer-paper-out'],
      ['card-reader', 'fail', undefined, 'card-reader-fault'],
      ['card-reader', 'fail', 'card-jam', 'card-jammed-or-retained-bin-full'],
      ['cash-acceptor', 'fail', 'full', 'cash-acceptor-full'],
      ['cash-acceptor', 'fail', 'jam', 'cash-acceptor-jam'],
      ['cash-acceptor', 'fail', 'E9', 'cash-acceptor-fault'],
      ['pin-pad', 'fail', undefined, 'pin-pad-fault'],
      ['sim-dispenser', 'warn', 'low', 'card-dispenser-empty-or-low'],
      ['sim-dispenser', 'fail', 'jam', 'card-dispenser-empty-or-low/jam'],
    ] as const;
    for (const [name, status, code, alarm] of rows) {
      await kiosk.act('module', { name, status, ...(code === undefined ? {} : { code }) });
      await kiosk.passMs(45_000);
      expect(kiosk.alarms()).toEqual([alarm]);
      expect(kiosk.record(alarm.split('/')[0]!)).toMatchObject({
        'additional-information': expect.arrayContaining([
          expect.objectContaining({ information: `${name}: ${status}${code === undefined ? '' : ` ${code}`}` }),
        ]),
      });
      expect(kiosk.state()['service']).toBe('degraded');
      await kiosk.act('module', { name, status: 'ok' });
      await kiosk.passMs(45_000);
      expect(kiosk.alarms()).toEqual([]);
      expect(kiosk.state()['service']).toBe('in-service');
    }
  });

  it('low that becomes empty is the same alarm, and worse', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(0);
    await kiosk.act('module', { name: 'sim-dispenser', status: 'warn', code: 'low' });
    await kiosk.act('beat');
    await kiosk.passMs(31_000);
    expect(kiosk.record('card-dispenser-empty-or-low')).toMatchObject({ 'perceived-severity': 'minor' });
    await kiosk.act('module', { name: 'sim-dispenser', status: 'fail', code: 'empty' });
    await kiosk.act('beat');
    await kiosk.passMs(0);
    expect(kiosk.alarms()).toEqual(['card-dispenser-empty-or-low']);
    expect(kiosk.record('card-dispenser-empty-or-low')).toMatchObject({ 'perceived-severity': 'major' });
  });

  it('a roll that was changed is counted from there, metre by metre', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(0);
    expect(kiosk.state()).not.toHaveProperty('paperMetres');
    await kiosk.act('module', { name: 'printer', status: 'fail', code: 'paper-out' });
    await kiosk.act('beat');
    await kiosk.act('module', { name: 'printer', status: 'ok' });
    await kiosk.act('beat');
    await kiosk.passMs(0);
    expect(kiosk.state()).toMatchObject({ paperMetres: 0 });
    // A receipt of 15 cm with each beat of a busy kiosk.
    for (let receipt = 0; receipt < 20; receipt++) {
      await kiosk.act('beat');
      await kiosk.passMs(1_000);
    }
    expect(kiosk.state()).toMatchObject({ paperMetres: 3 });
  });

  it('a box taken out of the cash acceptor is raised with the beat that tells of it', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(0);
    await kiosk.act('module', { name: 'cash-acceptor', status: 'fail', code: 'box-removed' });
    await kiosk.act('beat');
    await kiosk.passMs(0);
    expect(kiosk.alarms()).toEqual(['cash-acceptor-box-removed']);
  });

  it('in-service=false is out of service at once, and an alarm after 60 s; 30 s after it is back it is over', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(0);
    await kiosk.act('out-of-service');
    await kiosk.act('beat');
    await kiosk.passMs(59_999);
    expect(kiosk.state()['service']).toBe('out-of-service');
    expect(kiosk.modules()['application']).toMatchObject({ status: 'fail', detail: 'in-service=false' });
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.passMs(1);
    expect(kiosk.alarms()).toEqual(['terminal-out-of-service']);
    await kiosk.act('out-of-service', { on: false });
    await kiosk.act('beat');
    await kiosk.passMs(29_999);
    expect(kiosk.alarms()).toEqual(['terminal-out-of-service']);
    await kiosk.passMs(1);
    expect(kiosk.alarms()).toEqual([]);
  });

  it('an essential module that fails takes the terminal out of service', async () => {
    const kiosk = await standKiosk({ options: { essential: ['card-reader'] } });
    await kiosk.act('module', { name: 'card-reader', status: 'fail', code: 'x' });
    await kiosk.passMs(60_000);
    expect(kiosk.state()['service']).toBe('out-of-service');
  });

  it('a code nobody knows is told with its status, and is no alarm of its own while it only warns', async () => {
    const kiosk = await standKiosk();
    await kiosk.act('module', { name: 'pin-pad', status: 'warn', code: 'K-99' });
    await kiosk.passMs(120_000);
    expect(kiosk.modules()['pin-pad']).toEqual({ status: 'warn', detail: 'pin-pad: warn K-99', source: 'heartbeat' });
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.state()['service']).toBe('degraded');
  });

  it('a module that is expected and not told of is unknown, and its alarm stays unverified until it is', async () => {
    const kiosk = await standKiosk({ options: { modules: ['printer', 'camera'] } });
    await kiosk.act('module', { name: 'printer', status: 'fail', code: 'paper-out' });
    await kiosk.passMs(70_000);
    expect(kiosk.alarms()).toEqual(['printer-paper-out']);
    await kiosk.act('forget-module', { name: 'printer' });
    await kiosk.act('beat');
    await kiosk.passMs(0);
    expect(kiosk.modules()).toMatchObject({
      'receipt-printer': { status: 'unknown', detail: 'printer: the agent does not tell of it' },
      camera: { status: 'unknown' },
    });
    expect(kiosk.alarms()).toEqual(['printer-paper-out?']);
    await kiosk.passMs(3_600_000);
    expect(kiosk.alarms()).toEqual(['printer-paper-out?']);
    await kiosk.act('module', { name: 'printer', status: 'fail', code: 'paper-out' });
    await kiosk.act('beat');
    await kiosk.passMs(0);
    expect(kiosk.alarms()).toEqual(['printer-paper-out']);
  });

  it('a module that is not expected and no longer told of is gone with its alarm', async () => {
    const kiosk = await standKiosk();
    await kiosk.act('module', { name: 'printer', status: 'fail', code: 'paper-out' });
    await kiosk.passMs(70_000);
    await kiosk.act('forget-module', { name: 'printer' });
    await kiosk.passMs(70_000);
    expect(kiosk.alarms()).toEqual([]);
    expect(kiosk.modules()).not.toHaveProperty('receipt-printer');
  });
});

describe('with three alarms of modules raised', () => {
  const broken = [
    { name: 'printer', status: 'fail', code: 'paper-out' },
    { name: 'card-reader', status: 'fail' },
    { name: 'sim-dispenser', status: 'warn', code: 'low' },
  ];
  const three = ['card-dispenser-empty-or-low', 'card-reader-fault', 'printer-paper-out'];
  const unverified = three.map((alarm) => `${alarm}?`);
  const standBroken = async (options: Parameters<typeof standKiosk>[0] = {}) => {
    const kiosk = await standKiosk(options);
    for (const module of broken) await kiosk.act('module', module);
    await kiosk.pass(95, 5);
    expect(kiosk.alarms()).toEqual(three);
    return kiosk;
  };

  it('contact is lost: none is cleared, all are unverified, and verified again with the next beat', async () => {
    const kiosk = await standBroken();
    await kiosk.act('stop');
    await kiosk.passMs(200_000);
    expect(kiosk.alarms()).toEqual([...unverified, 'terminal-heartbeat-lost']);
    await kiosk.passMs(4 * 3_600_000);
    expect(kiosk.alarms()).toEqual([...unverified, 'terminal-heartbeat-lost']);
    await kiosk.act('resume');
    await kiosk.passMs(0);
    expect(kiosk.alarms()).toEqual(three);
  });

  it('only the agent is lost, its computer is alive: the same', async () => {
    const kiosk = await standBroken({ withHost: true });
    await kiosk.act('stop');
    await kiosk.pass(160, 5);
    expect(kiosk.alarms()).toEqual([...unverified, 'terminal-heartbeat-lost']);
    await kiosk.pass(600, 10);
    expect(kiosk.alarms()).toEqual([...unverified, 'terminal-heartbeat-lost']);
    await kiosk.act('resume');
    await kiosk.pass(1);
    expect(kiosk.alarms()).toEqual(three);
  });

  it('what was mended meanwhile is over with the next beat', async () => {
    const kiosk = await standBroken();
    await kiosk.act('stop');
    await kiosk.passMs(200_000);
    await kiosk.act('module', { name: 'printer', status: 'ok' });
    await kiosk.act('resume');
    await kiosk.passMs(5_000);
    expect(kiosk.alarms()).toEqual(three.slice(0, 2));
  });

  it('the gateway starts anew: nothing is cleared before a beat has come, and nothing raised', async () => {
    const kiosk = await standBroken();
    await kiosk.act('stop');
    await kiosk.restart();
    await kiosk.passMs(149_000);
    expect(kiosk.alarms()).toEqual(unverified);
    expect(kiosk.state()).toMatchObject({ operating: 'connecting', service: 'unknown' });
    await kiosk.act('resume');
    await kiosk.passMs(0);
    expect(kiosk.alarms()).toEqual(three);
    expect(kiosk.state()).toMatchObject({ operating: 'online', service: 'degraded' });
  });

  it('the gateway starts anew while the agent is lost: its alarm stays, and is not raised a second time', async () => {
    const kiosk = await standBroken();
    await kiosk.act('stop');
    await kiosk.passMs(200_000);
    await kiosk.branch.take();
    await kiosk.restart();
    await kiosk.passMs(149_000);
    expect(kiosk.alarms()).toEqual([...unverified, 'terminal-heartbeat-lost?']);
    await kiosk.passMs(2_000);
    expect(kiosk.alarms()).toEqual([...unverified, 'terminal-heartbeat-lost']);
    expect((await kiosk.branch.take()).filter((change) => /^(raise|clear)/.test(change))).toEqual([]);
  });

  it('a maintenance window keeps what is new quiet, not what concerns security', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(0);
    await kiosk.command('maintenance', { on: true, minutes: 60, reason: 'paper' });
    await kiosk.act('module', { name: 'printer', status: 'fail', code: 'paper-out' });
    await kiosk.act('module', { name: 'cash-acceptor', status: 'fail', code: 'box-removed' });
    await kiosk.passMs(120_000);
    expect(kiosk.alarms()).toEqual(['cash-acceptor-box-removed']);
  });
});
