import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { webhooksSchema } from '../../../gateway/config/webhooks-schema.js';
import { metricDefinitions, metricPrefix } from '../../../gateway/metrics/exposition.js';
import { signatureOf } from '../../../gateway/webhook/signature.js';
import { verdictOf } from '../../../gateway/webhook/verdict.js';
import { temporaryDirectory } from '../storage/support.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/notifications.md'), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, text = '']) => text);

const secret = 'a-secret-of-many-bytes';
const timestamp = 1_795_719_501;
const body = '{"data":{"text":"缺纸"}}';
const signature = signatureOf(secret, timestamp, body);
/** What is given to the code of the page, and whether it must say yes. */
const cases = [
  { genuine: true },
  { genuine: true, now: timestamp + 299 },
  { genuine: false, now: timestamp + 301 },
  { genuine: false, now: timestamp - 301 },
  { genuine: false, body: body.replace('缺', '有') },
  { genuine: false, timestamp: timestamp + 1 },
  { genuine: false, secret: `${secret}!` },
  { genuine: false, signature: signature.slice(0, -1) },
  { genuine: false, signature: '' },
  { genuine: false, signature: signature.replace('sha256=', '') },
].map((change) => ({ secret, timestamp, body, signature, now: timestamp, ...change }));
const wanted = cases.map(({ genuine }) => genuine);

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('docs/notifications.md', () => {
  it('its code for Node says of each message whether it is genuine', async () => {
    const file = join(await temporaryDirectory(), 'verify.mjs');
    const run = `
for (const { secret, timestamp, body, signature, now } of ${JSON.stringify(cases)}) {
  const headers = { 'branch-gateway-timestamp': String(timestamp), 'branch-gateway-signature': signature };
  console.log(isGenuine(headers, Buffer.from(body), secret, now));
}`;
    writeFileSync(file, blocks('js')[0] + run);
    const said = execFileSync(process.execPath, [file], { encoding: 'utf8' });
    expect(said.trim().split('\n')).toEqual(wanted.map(String));
  });

  it.runIf(hasPython)('so does its code for Python', async () => {
    const file = join(await temporaryDirectory(), 'verify.py');
    const run = `
import json, sys
for case in json.load(sys.stdin):
    headers = {"branch-gateway-timestamp": str(case["timestamp"]), "branch-gateway-signature": case["signature"]}
    print(str(is_genuine(headers, case["body"].encode(), case["secret"], case["now"])).lower())`;
    writeFileSync(file, blocks('python')[0] + run);
    const said = execFileSync('python3', [file], { encoding: 'utf8', input: JSON.stringify(cases) });
    expect(said.trim().split('\n')).toEqual(wanted.map(String));
  });

  it('its webhook is one', () => {
    const [example = ''] = blocks('yaml');
    expect(webhooksSchema.parse(parse(example).webhooks)).toHaveLength(1);
  });

  it('its table of answers is what the gateway does', () => {
    const kept = /^\| (401[^|]*), 3xx \|/m.exec(page)?.[1]?.split(', ').map(Number);
    const kindOf = (status: number) => verdictOf({ kind: 'answer', status }, 0).kind;
    const misdirected = Array.from({ length: 300 }, (_, index) => 300 + index).filter(
      (status) => kindOf(status) === 'misdirected',
    );
    expect(misdirected.filter((status) => status >= 400)).toEqual(kept);
  });

  it('has every metric, and its rules ask for no other', () => {
    const rows = [...page.matchAll(/^\| `(branch_gateway_\w+)` \| (\w+) \| ([\w, ]*?) ?\| (.*) \|$/gm)].map(
      ([, name, type, labels, help]) => ({ name, type, labels, help }),
    );
    expect(rows).toEqual(
      metricDefinitions.map(({ name, type, labels = [], help }) => ({
        name: `${metricPrefix}${name}`,
        type,
        labels: labels.join(', '),
        help,
      })),
    );
    const rules = blocks('yaml prometheus').join('\n');
    const asked = [...rules.matchAll(/branch_gateway_\w+/g)].map(([name]) => name);
    expect(asked.length).toBeGreaterThan(2);
    for (const name of asked) expect(rows.map((row) => row.name)).toContain(name);
    for (const text of blocks('yaml prometheus')) expect(() => parse(text)).not.toThrow();
  });
});
