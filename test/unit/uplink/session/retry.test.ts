import fc from 'fast-check';
import { expect, it } from 'vitest';
import { retryDelayMs } from '../../../../gateway/uplink/session/retry.js';
import { close, connack } from '../../../support/central-server.js';
import { centralLink } from './central-link.js';

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const lastsMs = fc.double({ min: 0, max: 30 * 86_400_000, noNaN: true });
const cap = (lasts: number) => Math.min(60_000, Math.max(250, lasts / 10));

it('waits anything between nothing and a tenth of the outage, 250 ms at first and a minute at most', () => {
  fc.assert(
    fc.property(lastsMs, share, (lasts, random) => {
      expect(retryDelayMs({ lastsMs: lasts, refusals: 0 }, () => random)).toBeCloseTo(random * cap(lasts), 6);
    }),
  );
});

it('waits at least 10 s and a minute at most where people have to mend it, longer each time', () => {
  fc.assert(
    fc.property(lastsMs, fc.integer({ min: 1, max: 100_000 }), share, (lasts, refusals, random) => {
      const delay = retryDelayMs({ lastsMs: lasts, refusals }, () => random);
      expect(delay).toBeGreaterThanOrEqual(10_000);
      expect(delay).toBeLessThanOrEqual(60_000);
      const next = retryDelayMs({ lastsMs: lasts, refusals: refusals + 1 }, () => random);
      expect(next).toBeGreaterThanOrEqual(delay);
    }),
  );
});

it('the first attempt after a loss comes within 250 ms, however long the connection had lived', async () => {
  const { centre, clock, ups, downs, session } = await centralLink({ session: { random: () => 0.999 } });
  await ups.next();
  const centralSide = await centre.connections.next();
  // Somebody speaks: a day of virtual time passes in which nothing looks silent.
  for (let hour = 0; hour < 24; hour++) {
    centralSide.send({ cmd: 'pingresp' });
    while ((session.stats().heardAgoMs ?? 0) > 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(20_000);
  }
  centralSide.close();
  await downs.next();
  expect(await clock.pass()).toBeLessThan(250);
  await ups.next();
});

it('attempts grow rarer with the outage and never rarer than one a minute; a loss begins anew', async () => {
  const { centre, clock, downs, ups } = await centralLink({
    settings: { protocolVersion: 4 },
    session: { random: () => 0.999_999 },
    script: Array(80).fill({ connect: close }),
  });
  const waits: number[] = [];
  for (let attempt = 0; attempt < 80; attempt++) {
    await downs.next();
    waits.push(await clock.pass());
  }
  let lasts = 0;
  for (const wait of waits) {
    expect(wait).toBeCloseTo(cap(lasts) * 0.999_999, 3);
    lasts += wait;
  }
  expect(waits.at(-1)).toBeGreaterThan(59_000);
  await ups.next();
  centre.connections.all.at(-1)?.close();
  await downs.next();
  expect(await clock.pass()).toBeLessThanOrEqual(250);
});

it('waits longer from refusal to refusal, and counts anew behind another failure', async () => {
  const refused = { connect: connack({ reasonCode: 0x87 }) };
  const { clock, downs, ups } = await centralLink({
    script: [refused, refused, { connect: close }, refused],
  });
  const waits: number[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    await downs.next();
    waits.push(await clock.pass());
  }
  expect(waits).toEqual([15_000, 25_000, 2_000, 15_000]);
  await ups.next();
});
