import { expect, it } from 'vitest';
import { connack } from '../../../support/central-server.js';
import { centralLink, message } from './central-link.js';

it.each([5, 4] as const)(
  'the last will is made anew for each connection, retained at QoS 1 (MQTT %i)',
  async (protocolVersion) => {
    let made = 0;
    const { centre, clock, ups, downs } = await centralLink({
      settings: { protocolVersion },
      session: { will: () => message('branch/b1/gw1/presence', `离线 ${++made}`, { retain: true }) },
    });
    for (let count = 0; count < 3; count++) {
      await ups.next();
      centre.connections.all.at(-1)?.close();
      await downs.next();
      await clock.pass();
    }
    const wills = centre.connections.all.map(({ connectPacket }) => connectPacket.will);
    expect(wills.length).toBeGreaterThanOrEqual(3);
    for (const [index, will] of wills.entries()) {
      expect(will).toMatchObject({ topic: 'branch/b1/gw1/presence', qos: 1, retain: true });
      expect(String(will?.payload)).toBe(`离线 ${index + 1}`);
    }
  },
);

it('a centre that retains nothing gets a will that is not to be retained, and says no once only', async () => {
  const refused = { connect: connack({ reasonCode: 0x9a }) };
  const will = () => message('branch/b1/gw1/presence', 'offline', { retain: true });
  const { centre, clock, ups, downs } = await centralLink({ session: { will }, script: [refused, {}, refused] });
  expect(await downs.next()).toMatchObject({
    code: 'UPLINK_CONNECT_FAILED',
    message: expect.stringContaining('retains no messages'),
  });
  await clock.pass();
  await ups.next();
  expect(centre.connections.all.map(({ connectPacket }) => connectPacket.will?.retain)).toEqual([true, false]);
  centre.connections.all[1]?.close();
  await downs.next();
  await clock.pass();
  expect(await downs.next()).toMatchObject({ code: 'UPLINK_REFUSED' });
});
