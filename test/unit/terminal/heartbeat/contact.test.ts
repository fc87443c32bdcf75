import { describe, expect, it } from 'vitest';
import { standKiosk } from './stand.js';

describe('a terminal that reports by itself', () => {
  it('is unknown until it has said something, then online and in service', async () => {
    const kiosk = await standKiosk({ silent: true });
    await kiosk.pass(100);
    expect(kiosk.state()).toMatchObject({ operating: 'connecting', service: 'unknown' });
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.act('recover');
    await kiosk.passMs(0);
    expect(kiosk.state()).toMatchObject({ operating: 'online', service: 'in-service', reachable: true });
    expect(kiosk.modules()).toMatchObject({
      application: { status: 'ok', source: 'heartbeat' },
      'receipt-printer': { status: 'ok', source: 'heartbeat' },
      'card-dispenser': { status: 'ok', source: 'heartbeat' },
    });
  });

  it('that never says anything is missed after one deadline', async () => {
    const kiosk = await standKiosk({ silent: true });
    await kiosk.passMs(149_999);
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.passMs(1);
    expect(kiosk.alarms()).toEqual(['terminal-heartbeat-lost']);
    expect(kiosk.state()).toMatchObject({ operating: 'offline', service: 'unknown', reason: 'no heartbeat for 150 s' });
  });

  it('that falls silent is missed after exactly 2.5 periods, and back with its first beat', async () => {
    const kiosk = await standKiosk();
    await kiosk.passMs(60_000);
    await kiosk.act('stop');
    await kiosk.passMs(149_999);
    expect(kiosk.alarms()).toEqual([]);
    await kiosk.passMs(1);
    expect(kiosk.alarms()).toEqual(['terminal-heartbeat-lost']);
    expect(kiosk.state()).toMatchObject({ service: 'unknown', reachable: false });
    expect(kiosk.modules()['receipt-printer']).toMatchObject({ status: 'unknown' });
    await kiosk.passMs(3_600_000);
    await kiosk.act('resume');
    await kiosk.passMs(0);
    expect(kiosk.state()).toMatchObject({ operating: 'online', service: 'in-service' });
    expect(kiosk.alarms()).toEqual([]);
  });
});
