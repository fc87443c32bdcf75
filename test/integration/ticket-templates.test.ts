import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/gateway-process.js';
import { openPrintingBranch, type PrintingBranch } from '../support/printing-branch.js';

let branch: PrintingBranch;
let file: string;
let changes = 0;
let tickets = 0;

beforeAll(async () => {
  branch = await openPrintingBranch({ prepare: (folder) => mkdirSync(join(folder, 'templates')) });
  file = join(branch.folder, 'templates', 'vip.ticket');
});

afterAll(() => branch?.end());

/** Resolves when the gateway says that it prints by what this has left in the folder. */
async function takenUp(work: () => void): Promise<unknown> {
  work();
  const { changed } = await branch.logged('ticket templates have changed', changes++);
  return changed;
}

/** The state of the alarm, from what has come since the last `forget`. */
const alarm = (isCleared: boolean) =>
  branch.observer.expect('/alarm/gateway/ticket-template-wrong', (data) => data['is-cleared'] === isCleared);

/** Orders the next ticket of a customer; resolves with its paper, top down. */
async function ticket(args: Record<string, unknown> = {}): Promise<string[]> {
  tickets += 1;
  const number = `V${String(tickets).padStart(3, '0')}`;
  const before = branch.view().cuts;
  const reply = await branch.print({ ticketId: `t-${number}`, number, service: '个人业务', template: 'vip', ...args });
  expect(reply).toMatchObject({ status: 'succeeded' });
  expect(branch.view().cuts).toBe(before + 1);
  return (branch.papers().at(-1) ?? '').split('\n').map((line) => line.trim());
}

describe('a template of the branch, while customers draw tickets', () => {
  it('is not known before it is there: the refusal names those that are', async () => {
    const args = { ticketId: 't-none', number: 'V000', service: '个人业务', template: 'vip' };
    expect(await branch.print(args)).toMatchObject({
      status: 'rejected',
      error: {
        code: 'COMMAND_ARGS_INVALID',
        field: 'args.template',
        message: 'args.template: found "vip", allowed: standard, standard-en, standard-zh',
      },
    });
    expect(branch.papers()).toEqual([]);
  });

  it('that is saved is on the next paper', async () => {
    expect(await takenUp(() => writeFileSync(file, '贵宾\n[headline] {number}\n'))).toEqual(['vip']);
    expect(await ticket()).toEqual(['贵宾', 'V001']);
  });

  it('that is changed is on the next paper as it is now', async () => {
    await takenUp(() => writeFileSync(file, '[fields clerk]\n贵宾 VIP\n{number}\n客户经理：{clerk}\n'));
    expect(await ticket({ fields: { clerk: '王工' } })).toEqual(['贵宾 VIP', 'V002', '客户经理：王工']);
  });

  it('that is saved with a mistake stays as it was, and alarm and log say what is wrong where', async () => {
    branch.observer.forget();
    writeFileSync(file, '贵宾 VIP\n[blod] {number}\n');
    const wrong =
      /\/templates\/vip\.ticket:2: found the mark "blod", allowed: bold, underline, .*Did you mean "bold"\?$/;
    const raised = await alarm(false);
    expect(raised.message?.data).toMatchObject({
      'perceived-severity': 'warning',
      'alarm-text': '号票模板有误',
      'additional-information': [{ identifier: 'detail', information: expect.stringMatching(wrong) }],
    });
    const { stdout } = await runCli(['alarms', '--broker', `mqtt://127.0.0.1:${branch.port}`]);
    expect(stdout).toMatch(/号票模板有误 \(.*vip\.ticket:2: found the mark "blod", .*\) → .*改正/);
    const logged = await branch.logged('ticket templates are wrong: the last good ones stay');
    expect(logged['problems']).toEqual([expect.stringMatching(wrong)]);
    expect(await ticket({ fields: { clerk: '李工' } })).toEqual(['贵宾 VIP', 'V003', '客户经理：李工']);
  });

  it('that is put right is on the next paper, and the alarm is over', async () => {
    branch.observer.forget();
    await takenUp(() => writeFileSync(file, '贵宾 VIP\n[bold] {number}\n'));
    await alarm(true);
    expect(await ticket()).toEqual(['贵宾 VIP', 'V004']);
  });

  it('that is written piece by piece is never on paper by half', async () => {
    const lines = Array.from({ length: 40 }, (_, at) => `[bold] ${at + 1}/40 {number}`);
    const whole = Buffer.from(`${lines.join('\n')}\n`);
    const papers: string[][] = [];
    const change = branch.logged('ticket templates have changed', changes++);
    let isTaken = false;
    change.then(() => {
      isTaken = true;
    });
    const open = openSync(file, 'w');
    for (let at = 0; at < whole.length; at += 64) {
      writeSync(open, whole, at, Math.min(64, whole.length - at));
      papers.push(await ticket());
    }
    closeSync(open);
    while (!isTaken) papers.push(await ticket());
    papers.push(await ticket());
    const forms = new Set(papers.map((paper) => paper.join('|').replace(/V\d{3}/g, '#')));
    expect([...forms]).toEqual(['贵宾 VIP|#', lines.map((_, at) => `${at + 1}/40 #`).join('|')]);
  });

  it('that is taken away is known no more; nothing is printed by it', async () => {
    expect(await takenUp(() => rmSync(file))).toEqual(['vip']);
    const before = branch.view().cuts;
    const args = { ticketId: 't-gone', number: 'V000', service: '个人业务', template: 'vip' };
    expect(await branch.print(args)).toMatchObject({ status: 'rejected', error: { field: 'args.template' } });
    expect(branch.view().cuts).toBe(before);
    expect(await ticket({ template: 'standard' })).toContain('您的号码');
  });

  it('may take the place of a built-in one, and gives it back', async () => {
    const own = join(branch.folder, 'templates', 'standard-zh.ticket');
    const plain = { template: undefined };
    expect(await takenUp(() => writeFileSync(own, '自己的 {number}\n'))).toEqual(['standard-zh']);
    expect(await ticket(plain)).toEqual([expect.stringMatching(/^自己的 V\d{3}$/)]);
    expect(await takenUp(() => rmSync(own))).toEqual(['standard-zh']);
    expect(await ticket(plain)).toContain('您的号码');
  });
});
