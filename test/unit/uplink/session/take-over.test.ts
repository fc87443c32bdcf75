import { expect, it } from 'vitest';
import type { CentralConnection } from '../../../support/central-server.js';
import { centralLink } from './central-link.js';

type Link = Awaited<ReturnType<typeof centralLink>>;

/** One connection that lives `ms` until the centre ends it; resolves with how it was told. */
async function life({ centre, clock, ups, downs }: Link, ms: number, end = (it: CentralConnection) => it.close()) {
  await ups.next();
  const centralSide = await centre.connections.next();
  await clock.advance(ms);
  end(centralSide);
  const error = await downs.next();
  return { error, waitMs: await clock.pass() };
}

it('three connections in a row that end at once look like another client with our id', async () => {
  const link = await centralLink();
  for (let count = 0; count < 2; count++) {
    const { error, waitMs } = await life(link, 4_000);
    expect([error.code, waitMs]).toEqual(['UPLINK_LOST', 125]);
  }
  for (const slow of [15_000, 25_000, 35_000, 35_000]) {
    const { error, waitMs } = await life(link, 4_000);
    expect([error.code, waitMs]).toEqual(['UPLINK_TAKEN_OVER', slow]);
    expect(error.message).toMatch(/suspected: another client with the client id "b1-gw1"/);
  }
  expect((await life(link, 6_000)).error.code).toBe('UPLINK_LOST');
  expect((await life(link, 1_000)).error.code).toBe('UPLINK_LOST');
});

it('a reset is as good as a closing', async () => {
  const link = await centralLink();
  const codes: string[] = [];
  for (let count = 0; count < 3; count++) {
    codes.push((await life(link, 100, (it) => it.socket.resetAndDestroy())).error.code);
  }
  expect(codes).toEqual(['UPLINK_LOST', 'UPLINK_LOST', 'UPLINK_TAKEN_OVER']);
});

it.each([
  ['says why', (it: CentralConnection) => it.send({ cmd: 'disconnect', reasonCode: 0x97 }), 'quota exceeded (0x97)'],
  ['sends nonsense', (it: CentralConnection) => it.socket.write(Buffer.from('0000', 'hex')), 'Not supported'],
])('nobody else is suspected when the centre %s', async (_, end, text) => {
  const link = await centralLink();
  for (let count = 0; count < 4; count++) {
    const { error } = await life(link, 100, end);
    expect(error).toMatchObject({ code: 'UPLINK_LOST', message: expect.stringContaining(text) });
  }
});
