import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBranch, root, startRunningBranch } from '../support/branch.js';
import { seededRandom } from '../support/random.js';

const seed = Number(process.env['SEED'] ?? 20261123);
const rounds = 6;

let running: RunningBranch;

beforeAll(async () => {
  running = await startRunningBranch();
  await running.online();
});

afterAll(() => running?.end());

/** Tickets a customer could hold, by ticket number; strips that are cut off as void are none. */
function papers(number: string): string[] {
  const view = running.branch.simulators['printer-1']?.view() as { tickets: { text: string }[] } | undefined;
  const texts = (view?.tickets ?? []).map(({ text }) => text);
  return texts.filter((text) => text.includes(number) && !text.includes('VOID'));
}

/** Those without the mark of a second paper. */
const originals = (number: string) => papers(number).filter((text) => !text.includes('REPRINT'));

describe(`the gateway is killed with SIGKILL while tickets are commanded (seed ${seed})`, () => {
  it('every acknowledged ticket gets one final answer, and none is printed twice', async () => {
    const random = seededRandom(seed);
    const acknowledged: { id: string; number: string }[] = [];
    for (let round = 0; round < rounds; round++) {
      await running.online('printer-1');
      const { client } = running.observer;
      client.on('error', () => undefined);
      const orders = Array.from({ length: 4 }, (_, i) => ({ id: `kill-${round}-${i}`, number: `K${round}${i}` }));
      for (const { id, number } of orders) {
        const expiresAt = new Date(Date.now() + 60_000).toISOString();
        const payload = JSON.stringify({ id, expiresAt, args: { ticketId: id, number, service: '个人业务' } });
        client
          .publishAsync(`${root}/command/printer-1/print`, payload, { qos: 1 })
          .then(() => acknowledged.push({ id, number }))
          .catch(() => undefined);
      }
      // The moment of the kill is counted in messages seen, not in time: from "nothing yet" to "some are done".
      const messages = Math.floor(random() * 16);
      const before = running.observer.seen.length;
      while (running.observer.seen.length < before + messages) {
        await new Promise((resolve) => client.once('message', resolve));
      }
      await running.gateway.kill();
      await running.restart();
      await running.online('printer-1');
      for (const { id } of acknowledged.filter((order) => order.id.startsWith(`kill-${round}-`))) {
        const asked = running.observer.expect(`/reply/${id}`, ({ status }) => status !== 'accepted', 30_000);
        const args = { ticketId: id, number: 'X', service: 'x' };
        await running.observer.client.publishAsync(`${root}/command/printer-1/print`, JSON.stringify({ id, args }), {
          qos: 1,
        });
        const status = String((await asked).message?.data['status']);
        expect(['succeeded', 'unknown', 'failed']).toContain(status);
        const number = acknowledged.find((order) => order.id === id)?.number ?? '';
        if (status === 'succeeded') expect(papers(number).length).toBeGreaterThan(0);
      }
    }
    expect(acknowledged.length).toBeGreaterThan(0);
    for (const { number } of acknowledged) expect(originals(number).length).toBeLessThanOrEqual(1);
    expect(papers('X')).toEqual([]);
  }, 180_000);
});
