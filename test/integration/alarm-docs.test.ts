import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBranch, startRunningBranch } from '../support/branch.js';
import { runCli } from '../support/gateway-process.js';

/** docs/alarms.md is what a branch says: its commands are carried out, in their order, and its answers must come. */

const page = readFileSync(join(import.meta.dirname, '../../docs/alarms.md'), 'utf8');
const blocks = [...page.matchAll(/```(mqtt|sh)(?: ([^\n]*))?\n([\s\S]*?)\n```/g)].map(
  ([, language = '', title = '', text = '']) => ({ language, title, text }),
);
const refusals = [...page.matchAll(/^\| `(alarm-[a-z]+) (\{.*\})` \| (\w+), `([\w.]+)`: (.*) \|$/gm)].map(
  ([, name = '', args = '', status, field, message]) => ({ name, args, status, field, message }),
);

/** What is another each time: moments, and what the printer said in bytes. */
const steady = (text: string) =>
  text
    // A column of times is wider where one of them is of another day.
    .replace(/^(NAME +WHAT +UNTIL) +/gm, '$1 ')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-23T01:00:00.000Z')
    .replace(/\b(?:(?:\d{4}-)?\d\d-\d\d )?\d\d:\d\d:\d\d\b/g, '09:00:00')
    .replace(/\(there is no paper.*?\)\)|\(…\)/g, '(…)')
    .replace(/^(detail +).*/gm, '$1…');

let running: RunningBranch;

beforeAll(async () => {
  running = await startRunningBranch({ language: 'en' });
  await running.online();
});

afterAll(() => running?.end());

const printer = (action: string) => running.branch.simulators['printer-1']?.actions[action]?.({});
const happenings: Readonly<Record<string, () => unknown>> = {
  'printer-1 runs out of paper'() {
    printer('paper-out');
    return running.observer.expect('/alarm/printer-1/printer-paper-out');
  },
  'printer-1 gets paper': () => printer('load-paper'),
};

/** Words of a line of the shell; what stands in double quotes is one. */
const words = (line: string) => [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

const steps: Readonly<Record<string, (text: string, from: number) => Promise<void>>> = {
  async sh(text) {
    const runs = [...text.matchAll(/^\$ npx branch-gateway (.*)\n((?:(?!\$ ).*\n?)*)/gm)];
    expect(runs.length).toBeGreaterThan(0);
    for (const [, line = '', printed = ''] of runs) {
      const { stdout, stderr } = await runCli([...words(line), '--broker', `mqtt://127.0.0.1:${running.port}`]);
      expect(steady(`${stdout}${stderr}`).trim()).toBe(steady(printed).trim());
    }
  },

  async mqtt(text, from) {
    const said = [...text.matchAll(/^([→←]) (\S+)\n {2}(.*)$/gm)];
    for (const [, arrow, topic = '', data = ''] of said) {
      if (arrow === '→') await running.observer.client.publishAsync(topic, data, { qos: 1 });
      else {
        const heard = () =>
          running.observer.seen
            .slice(from)
            .filter((seen) => seen.topic === topic && seen.message?.data['status'] !== 'accepted')
            .map(({ message }) => JSON.parse(steady(JSON.stringify(message?.data))))
            .at(-1);
        await expect.poll(heard, { timeout: 10_000 }).toMatchObject(JSON.parse(steady(data)));
      }
    }
  },
};

describe('docs/alarms.md', () => {
  it('has them all', () => {
    const count = (language: string) => blocks.filter((block) => block.language === language).length;
    expect([count('sh'), count('mqtt'), refusals.length]).toEqual([5, 5, 6]);
    expect(blocks.flatMap(({ title }) => title || [])).toEqual(Object.keys(happenings));
  });

  it.each(blocks.map((block, at) => ({ ...block, at: at + 1, first: block.text.split('\n')[0] })))(
    '$at: $language $title $first',
    async ({ language, title, text }) => {
      const from = running.observer.seen.length;
      if (title) await happenings[title]?.();
      await steps[language]?.(text, from);
    },
    30_000,
  );

  it.each(refusals)('$name $args is $status', async ({ name, args, status, field, message }) => {
    const reply = await running.observer.command('gateway', name, JSON.parse(args));
    expect(reply).toMatchObject({ status, error: { field, message } });
  });
});
