import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BoardHall, openBoardHall } from '../support/board-hall.js';
import { boardsPicture } from '../support/boards-picture.js';
import { runCli, temporaryFolder } from '../support/gateway-process.js';

/** docs/boards.md is what a branch says: its requests are sent, in their order, and its answers must come. */

const folder = join(import.meta.dirname, '../../docs');
const page = readFileSync(join(folder, 'boards.md'), 'utf8');

interface Block {
  readonly language: string;
  /** What happens first, or whose it is. */
  readonly title: string;
  readonly text: string;
}
const blocks: Block[] = [...page.matchAll(/```(mqtt|json|glass|sh)(?: ([^\n]*))?\n([\s\S]*?)\n```/g)].map(
  ([, language = '', title = '', text = '']) => ({ language, title, text }),
);
const files = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
const texts = [...page.matchAll(/^\| (\S+) \| `(.+)` \| (rejected: .*|shows `.*`) \|$/gm)].map(
  ([, board = '', text = '', answer = '']) => ({
    board,
    text: text.replace(/^(.)\(×(\d+)\)$/u, (_, sign: string, times: string) => sign.repeat(Number(times))),
    answer,
  }),
);

/** Addresses of this run as the page has them. */
const asOnPage = (text: string) => text.replace(/tcp 127\.0\.0\.1:\d+/g, 'tcp 10.20.23.50:4001');

const messagesOf = (text: string) =>
  [...text.matchAll(/^([→←]) (\S+)\n {2}(.*)$/gm)].map(([, arrow, topic = '', data = '']) => ({
    arrow,
    topic,
    data: JSON.parse(data) as Record<string, unknown>,
  }));

let hall: BoardHall;

beforeAll(async () => {
  const faster: Readonly<Record<string, string>> = { onbon: 'pollIntervalMs: 1000, expireSeconds: 10, ' };
  hall = await openBoardHall(({ line, broker }) =>
    (files[0] ?? '')
      .replace('host: 10.20.23.50, port: 4001', `host: 127.0.0.1, port: ${line}`)
      .replace('port: 1883', `port: ${broker}`)
      .replace(
        /driver: (\S+),(.*)options: \{ /g,
        (_, driver: string, rest: string) =>
          `driver: ${driver},${rest}options: { ${faster[driver] ?? 'pollIntervalMs: 1000, '}`,
      ),
  );
  await hall.online();
});

afterAll(() => hall?.end());

const happenings: Readonly<Record<string, () => Promise<void> | void>> = {
  'board-hall loses its power'() {
    hall.set('board-hall', { unplugged: true });
    hall.act('board-hall', 'power-cycle');
  },
  async 'board-hall has power again'() {
    hall.set('board-hall', { unplugged: false });
    const state = () => hall.observer.last('/device/board-hall/state')?.message?.data;
    const isThere = () => state()?.['operating'] === 'online' && state()?.['verified'] === 'acknowledged';
    await expect.poll(isThere, { timeout: 60_000 }).toBe(true);
  },
  'the gateway is killed, and nobody starts it for expireSeconds': () => hall.killGateway(),
  async 'the gateway is started again'() {
    await hall.startGateway();
    await hall.online();
  },
  'a laptop writes on window-1': () => hall.act('window-1', 'tamper', { register: 0, value: 'E'.charCodeAt(0) }),
};

/** What was said from there on, but for what the page leaves out. */
const saidSince = (from: number) =>
  hall.observer.seen
    .slice(from)
    .filter(
      ({ topic, message }) => /\/reply\/|\/event$|\/alarm-event$/.test(topic) && message?.data['status'] !== 'accepted',
    )
    .map(({ topic, message }) => ({ topic, data: JSON.parse(asOnPage(JSON.stringify(message?.data))) }));
/** Boards light at the same time: which one says so first is chance. */
const sorted = <Message extends { readonly topic: string }>(messages: readonly Message[]) =>
  [...messages].sort((a, b) => a.topic.localeCompare(b.topic));

const steps: Readonly<Record<string, (block: Block) => Promise<void>>> = {
  async mqtt({ title, text }) {
    const said = messagesOf(text);
    const [request] = said.filter(({ arrow }) => arrow === '→');
    const answers = said.filter(({ arrow }) => arrow === '←').map(({ topic, data }) => ({ topic, data }));
    const from = hall.observer.seen.length;
    if (title) await happenings[title]?.();
    if (request) await hall.observer.client.publishAsync(request.topic, JSON.stringify(request.data), { qos: 1 });
    await expect.poll(() => saidSince(from).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(answers.length);
    // An alarm's record is long: the page shows some of it.
    if (request) expect(sorted(saidSince(from))).toEqual(sorted(answers));
    else expect(saidSince(from)).toMatchObject(answers);
  },
  async json({ title, text }) {
    await hall.observer.expect(`/device/${title}/state`, (state) => {
      const wanted = JSON.parse(text) as Record<string, unknown>;
      return Object.entries(wanted).every(([field, value]) => JSON.stringify(state[field]) === JSON.stringify(value));
    });
  },
  async glass({ title, text }) {
    if (title) await happenings[title]?.();
    const wanted = [...text.matchAll(/^(\S+) +\|(.*)\|$/gm)].map(([, board = '', glass = '']) => ({ board, glass }));
    const seen = ({ board }: { board: string }) => ({
      board,
      glass: hall
        .glass(board)
        .map((row) => row.trimEnd())
        .filter(Boolean)
        .join(' / '),
    });
    expect(wanted.length).toBeGreaterThan(0);
    await expect.poll(() => wanted.map(seen), { timeout: 30_000 }).toEqual(wanted);
  },
  async sh({ title, text }) {
    if (title === 'repository') return;
    const runs = [...text.matchAll(/^\$ npx branch-gateway (.*)\n([^$]*)/gm)];
    expect(runs.length).toBeGreaterThan(0);
    for (const [, line = '', printed = ''] of runs) {
      const { stdout } = await runCli([...line.split(' '), '--broker', `mqtt://127.0.0.1:${hall.port}`]);
      expect(stdout.trim()).toBe(printed.trim());
    }
  },
};

describe('docs/boards.md', () => {
  it('has them all', () => {
    const count = (language: string) => blocks.filter((block) => block.language === language).length;
    expect(['mqtt', 'json', 'glass', 'sh'].map(count)).toEqual([4, 1, 5, 3]);
    expect([files.length, texts.length]).toEqual([2, 11]);
    const titles = blocks.flatMap(({ language, title }) => (/mqtt|glass/.test(language) && title ? [title] : []));
    expect(titles).toEqual(expect.arrayContaining(Object.keys(happenings)));
    expect(titles).toHaveLength(Object.keys(happenings).length);
  });

  it.each(blocks.map((block, at) => ({ ...block, at: at + 1, first: block.text.split('\n')[0] })))(
    '$at: $language $title $first',
    async (block) => {
      await steps[block.language]?.(block);
    },
    60_000,
  );

  it.each(texts)('$board shows or refuses $text', async ({ board, text, answer }) => {
    const { status, error, result } = await hall.observer.command(board, 'show', { text });
    expect(status === 'succeeded' ? `shows \`${result?.['text']}\`` : `${status}: ${error?.message}`).toBe(answer);
  });

  it.each(files.map((text, at) => ({ at: at + 1, text })))('configuration $at is right', async ({ text }) => {
    const scratch = temporaryFolder();
    const file = join(scratch.path, 'branch.yaml');
    writeFileSync(file, text);
    const { code, stdout, stderr } = await runCli(['check', '--config', file]);
    scratch.remove();
    expect(code, `${stdout}${stderr}`).toBe(0);
  });

  it('docs/boards.svg is what the simulators show', async () => {
    expect(readFileSync(join(folder, 'boards.svg'), 'utf8')).toBe(await boardsPicture());
  });
});
