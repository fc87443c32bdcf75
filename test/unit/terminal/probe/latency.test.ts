import { expect, test } from 'vitest';
import { kioskStand } from './kiosk-stand.js';

const page = (port: number) => ({ http: { url: `http://127.0.0.1:${port}/health` } });

/** In service, and a poll is just over: the longest time until the next one begins. */
async function inService(options: (port: number) => Record<string, unknown>) {
  const stand = await kioskStand({ options });
  await stand.secondsUntil(() => stand.state()['service'] === 'in-service');
  const { requests } = stand.view();
  await stand.secondsUntil(() => stand.view().requests > requests);
  return stand;
}

const isRaised = (stand: Awaited<ReturnType<typeof kioskStand>>, type: string) => () =>
  stand.raised().some((record) => record['alarm-type-id'] === type);

test('a terminal that dies right after an answer is told within 45 s, and its return within 60 s (terminal-health.md 9.5, test 4)', async () => {
  const stand = await inService(page);
  await stand.act('pull-cable');
  const lost = await stand.secondsUntil(isRaised(stand, 'terminal-unreachable'));
  expect(lost).toBeLessThanOrEqual(45);
  // Long enough for the longest back-off.
  await stand.pass(600);
  await stand.act('recover');
  const back = await stand.secondsUntil(() => stand.raised().length === 0);
  expect(back).toBeLessThanOrEqual(60);
  expect(stand.state()['service']).toBe('in-service');
  await stand.end();
});

test('an application that hangs right after an answer is told within 45 s, and its return within 60 s', async () => {
  const stand = await inService(page);
  await stand.act('hang');
  expect(await stand.secondsUntil(isRaised(stand, 'terminal-heartbeat-lost'))).toBeLessThanOrEqual(45);
  await stand.pass(600);
  await stand.act('recover');
  expect(await stand.secondsUntil(() => stand.raised().length === 0)).toBeLessThanOrEqual(60);
  await stand.end();
});

test('a port that dies behind an answering page costs no more: its layers share the poll', async () => {
  const stand = await inService((port) => ({ tcp: { host: '127.0.0.1', port }, ...page(port) }));
  await stand.act('power-off');
  expect(await stand.secondsUntil(isRaised(stand, 'terminal-heartbeat-lost'))).toBeLessThanOrEqual(45);
  await stand.end();
});
