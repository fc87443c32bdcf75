import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/gateway-process.js';
import * as places from '../support/job-places.js';
import { openPrintingBranch, type PrintingBranch } from '../support/printing-branch.js';

/** docs/tickets.md is what a branch says: its requests are sent, in their order, and its answers must come. */

const page = readFileSync(join(import.meta.dirname, '../../docs/tickets.md'), 'utf8');

interface Block {
  readonly language: string;
  readonly text: string;
}
const blocks: Block[] = [...page.matchAll(/```(mqtt|json|paper|sh)\n([\s\S]*?)\n```/g)].map(
  ([, language = '', text = '']) => ({ language, text }),
);

/** Addresses and times of this run as the page has them. */
const asOnPage = (text: string) =>
  text
    .replace(/tcp 127\.0\.0\.1:\d+/g, 'tcp 10.20.23.40:9100')
    // Whether the end of a connection is met while writing or while reading is chance.
    .replace(/(read|write) (ECONNRESET|EPIPE)/g, 'read ECONNRESET')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, '2026-11-26 09:00');

interface Message {
  readonly arrow: '→' | '←';
  readonly topic: string;
  readonly data: Record<string, unknown>;
}
const messagesOf = (text: string): Message[] =>
  [...text.matchAll(/^([→←]) (\S+)\n {2}(.*)$/gm)].map(([, arrow, topic = '', data = '']) => ({
    arrow: arrow as Message['arrow'],
    topic,
    data: JSON.parse(data),
  }));

let branch: PrintingBranch;
let papers = 0;

beforeAll(async () => {
  branch = await openPrintingBranch({
    options: { profile: 'generic-80' },
    unit: { profile: 'liar', instant: false, speed: 500, cutterMs: 20 },
  });
});

afterAll(() => branch?.end());

/** Replies and events from there on, as the page shows them. */
const saidSince = (from: number) =>
  branch.observer.seen
    .slice(from)
    .filter(({ topic }) => /\/reply\/|\/event$/.test(topic))
    .map(({ topic, message }) => ({ topic, data: JSON.parse(asOnPage(JSON.stringify(message?.data))) }));

/** What happens while the command with this id is done. */
const happenings: Record<string, () => Promise<void>> = {
  async 'q-2'() {
    const half = branch.tap.toPrinter.stopAt(places.partOfJob('A013', 0.5));
    await half;
    branch.tap.reset();
  },
  async 'q-8'() {
    branch.act('power-cut', { atMm: 40, backMs: 3_500 });
  },
};

const steps: Record<string, (text: string) => Promise<void>> = {
  async mqtt(text) {
    const [request, ...answers] = messagesOf(text);
    if (request?.arrow !== '→' || answers.length === 0) throw new Error(`no request and its answers: ${text}`);
    const { observer } = branch;
    const isOnline = () => observer.last('/device/printer-1/state')?.message?.data['operating'] === 'online';
    await expect.poll(isOnline, { timeout: 30_000 }).toBe(true);
    const from = observer.seen.length;
    const happens = happenings[String(request.data['id'])]?.();
    await observer.client.publishAsync(request.topic, JSON.stringify(request.data), { qos: 1 });
    await happens;
    await expect.poll(() => saidSince(from).length, { timeout: 40_000 }).toBeGreaterThanOrEqual(answers.length);
    expect(saidSince(from)).toEqual(answers.map(({ topic, data }) => ({ topic, data })));
  },
  async json(text) {
    const wanted = JSON.parse(text) as Record<string, unknown>;
    const fits = (state: Record<string, unknown>) =>
      Object.entries(wanted).every(
        ([field, value]) => asOnPage(JSON.stringify(state[field] ?? null)) === JSON.stringify(value),
      );
    await branch.observer.expect('/device/printer-1/state', fits);
  },
  async paper(text) {
    const found = branch.papers().map(asOnPage);
    const at = found.indexOf(text, papers);
    expect(at, `${text}\n— is not among —\n${found.slice(papers).join('\n\n')}`).toBeGreaterThanOrEqual(0);
    papers = at + 1;
  },
  async sh(text) {
    const runs = [...text.matchAll(/^\$ npx branch-gateway (.*)\n([^$]*)/gm)];
    expect(runs.length).toBeGreaterThan(0);
    for (const [, line = '', printed = ''] of runs) {
      const { stdout } = await runCli([...line.split(' '), '--broker', `mqtt://127.0.0.1:${branch.port}`]);
      expect(stdout.trim()).toBe(printed.trim());
    }
  },
};

describe('docs/tickets.md, from the first block to the last', () => {
  it('has them all', () => {
    const count = (language: string) => blocks.filter((block) => block.language === language).length;
    expect(['mqtt', 'json', 'paper', 'sh'].map(count)).toEqual([8, 2, 3, 1]);
  });

  it.each(blocks.map(({ language, text }, at) => ({ at: at + 1, language, text, first: text.split('\n')[0] })))(
    '$at: $language $first',
    async ({ language, text }) => {
      await steps[language]?.(text);
    },
    60_000,
  );
});
