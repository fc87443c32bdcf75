import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxCommandBytes } from '../../gateway/commands/request.js';
import type { FinalReply } from '../support/observer.js';
import { besideQuestions } from '../support/printer-questions.js';
import { openPrintingBranch, type PrintingBranch, root } from '../support/printing-branch.js';

let branch: PrintingBranch;
let tickets = 0;

const templates: Record<string, string> = {
  clerk: '[fields clerk]\n{number}\n{clerk}\n[qr] {qr}\n',
  long: `{number}\n${'[feed 20]\n'.repeat(3)}{number}\n`,
  'wide-qr': '[fields a b c d e]\n{number}\n[qr] {a}{b}{c}{d}{e}\n',
};

beforeAll(async () => {
  branch = await openPrintingBranch({
    options: { maxTicketMm: 100 },
    more: '  - { id: printer-2, admin: disabled, class: ticket-printer, driver: escpos, link: { type: tcp, host: 127.0.0.1, port: 9 } }\n',
    prepare(folder) {
      mkdirSync(join(folder, 'templates'));
      for (const [name, text] of Object.entries(templates)) {
        writeFileSync(join(folder, 'templates', `${name}.ticket`), text);
      }
    },
  });
});

afterAll(() => branch?.end());

/** A ticket that has not been printed before, with what is wrong in it. */
function ticketWith(wrong: Record<string, unknown> = {}): Record<string, unknown> & { number: string } {
  tickets += 1;
  const number = `A${String(tickets).padStart(3, '0')}`;
  return { ticketId: `t-${number}`, number, service: '个人业务', ...wrong } as never;
}

/** The next good ticket comes out, whole, and no other paper. */
async function nextComesOut(): Promise<void> {
  const { cuts } = branch.view();
  branch.sent();
  const ticket = ticketWith();
  const reply = await branch.print(ticket);
  expect(reply).toMatchObject({ status: 'succeeded', result: { ticketId: ticket['ticketId'], evidence: 'A' } });
  const view = branch.view();
  expect(view.cuts).toBe(cuts + 1);
  expect(view.tickets.at(-1)?.text).toContain(`您的号码\n${ticket.number}\n个人业务\n`);
  expect([view.uncut, view.torn, view.protocolErrors]).toEqual([[], [], []]);
  expect(besideQuestions(branch.sent())).not.toBe('');
}

/**
 * Orders what is wrong: it is answered for good once, nothing is printed, the printer has been sent nothing but questions,
 * and the next good ticket comes out.
 */
async function orderedInVain(order: () => Promise<FinalReply>): Promise<FinalReply> {
  const { cuts } = branch.view();
  branch.sent();
  const reply = await order();
  const { uncut, torn, cuts: now } = branch.view();
  expect([uncut, torn, now]).toEqual([[], [], cuts]);
  expect(besideQuestions(branch.sent())).toBe('');
  expect(reply).not.toHaveProperty('result');
  await nextComesOut();
  const answers = branch.observer.seen.filter(({ topic }) => topic.endsWith(`/reply/${reply.commandId}`));
  expect(answers.map(({ message }) => message?.data['status']).filter((status) => status !== 'accepted')).toEqual([
    reply.status,
  ]);
  return reply;
}

const bad = (field: string, message: string | RegExp) => ({ code: 'COMMAND_ARGS_INVALID', field, message });

describe('a print command with something wrong in it', () => {
  it.each<[string, Record<string, unknown>, { code: string; field?: string; message: string | RegExp }]>([
    [
      'a template that is not there',
      { template: 'vpi' },
      bad(
        'args.template',
        'args.template: found "vpi", allowed: clerk, long, standard, standard-en, standard-zh, wide-qr',
      ),
    ],
    [
      'the fields of its template left out',
      { template: 'clerk' },
      bad(
        'args.fields.clerk',
        'args.fields.clerk: found nothing, allowed: a text (line 3 of the template "clerk"); ' +
          'args.qr: found nothing, allowed: a text (line 4 of the template "clerk")',
      ),
    ],
    [
      'more paper than a ticket may have',
      { template: 'long' },
      {
        code: 'COMMAND_ARGS_INVALID',
        message:
          /^ticket A\d+ was not printed: it would be 2\d\d(\.\d)? mm long; allowed: at most 100 mm \(option maxTicketMm\)$/,
      },
    ],
    [
      'more in a QR code than one holds',
      { template: 'wide-qr', fields: Object.fromEntries([...'abcde'].map((name) => [name, '长'.repeat(200)])) },
      bad(
        'args',
        'args: found a QR code of 3000 bytes, allowed: 857 bytes of UTF-8 at most (line 3 of the template "wide-qr")',
      ),
    ],
    ['no number', { number: undefined }, bad('args.number', /^args\.number: found nothing, allowed: .*1 to 8 visible/)],
    [
      'no ticketId',
      { ticketId: undefined },
      bad('args.ticketId', /^args\.ticketId: found nothing, allowed: .*1 to 64/),
    ],
    ['no service', { service: undefined }, bad('args.service', /^args\.service: found nothing, allowed: .*1 to 32/)],
    [
      'four wrong types',
      { number: 7, waitingAhead: '5', qr: null, fields: ['a'] },
      bad(
        'args.number',
        /^args\.number: found 7, allowed: .*e\.g\. A012\. Put it in quotes; args\.waitingAhead: found "5", allowed: a whole number from 0 to 9999; args\.qr: found null, allowed: .*1 to 200 characters; args\.fields: found a list, allowed: a mapping$/,
      ),
    ],
    [
      'numbers out of range',
      { waitingAhead: -1, expectedWaitMinutes: 1.5 },
      bad(
        'args.waitingAhead',
        'args.waitingAhead: found -1, allowed: a whole number from 0 to 9999; ' +
          'args.expectedWaitMinutes: found 1.5, allowed: a whole number from 0 to 1440',
      ),
    ],
    [
      'a command to the printer in its number',
      { number: 'A\u001b@1' },
      bad('args.number', 'args.number: found "A\\u001b@1", allowed: 1 to 8 visible characters, no spaces'),
    ],
    [
      'a command to the printer in its QR code',
      { qr: 'a\u001dV\u0000' },
      bad('args.qr', 'args.qr: found "a\\u001dV\\u0000", allowed: 1 to 200 characters, no control characters'),
    ],
    [
      'a number that no board can show',
      { number: 'A12345678' },
      bad('args.number', 'args.number: found "A12345678", allowed: 1 to 8 visible characters, no spaces'),
    ],
    [
      'a service of blanks and control characters only',
      { service: ' \u001b\n' },
      bad(
        'args.service',
        'args.service: found " \\u001b\\n", allowed: 1 to 32 characters, at least one of them visible',
      ),
    ],
    [
      'a ticketId that is too long',
      { ticketId: 'x'.repeat(65) },
      bad('args.ticketId', /^args\.ticketId: found "x+…", allowed: 1 to 64 visible characters, no spaces$/),
    ],
    [
      'a ticketId with a line break',
      { ticketId: 't\n1' },
      bad('args.ticketId', 'args.ticketId: found "t\\n1", allowed: 1 to 64 visible characters, no spaces'),
    ],
    [
      'an argument there is none of',
      { servcie: '个人业务' },
      bad(
        'args.servcie',
        'args.servcie: found an unknown key, allowed: ticketId, number, service, waitingAhead, expectedWaitMinutes, qr, template, fields',
      ),
    ],
    [
      'a field that every ticket has among its own',
      { fields: { number: 'B1' } },
      bad('args.fields.number', /^args\.fields\.number: found the key "number", allowed: a name of 1 to 32 letters/),
    ],
    [
      'too many fields of its own',
      { fields: Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`f${at}`, 'x'])) },
      bad('args.fields', 'args.fields: found a mapping of 33 keys, allowed: 32 fields at most'),
    ],
    [
      'a field that is too long',
      { fields: { clerk: 'x'.repeat(201) } },
      bad('args.fields.clerk', /^args\.fields\.clerk: found "x+…", allowed: text of at most 200 characters$/),
    ],
  ])('%s: refused, with what, where and what is allowed', async (_what, wrong, { code, field, message }) => {
    const reply = await orderedInVain(() => branch.print(ticketWith(wrong)));
    expect(reply.status).toBe('rejected');
    expect([reply.error?.code, reply.error?.field]).toEqual([code, field]);
    if (typeof message === 'string') expect(reply.error?.message).toBe(message);
    else expect(reply.error?.message).toMatch(message);
  });
});

describe('a command that nobody can do', () => {
  const order = (device: string, name: string, args: Record<string, unknown>, extra: Record<string, unknown> = {}) =>
    branch.observer.command(device, name, args, extra);

  it.each<[string, () => Promise<FinalReply>, string, { code: string; field?: string; message: string | RegExp }]>([
    [
      'a printer that is disabled',
      () => order('printer-2', 'print', ticketWith()),
      'failed',
      {
        code: 'DEVICE_OFFLINE',
        message: 'printer-2 is disabled in the configuration (admin: disabled); allowed: a device that is enabled',
      },
    ],
    [
      'a printer there is none of',
      () => order('printer-9', 'print', ticketWith()),
      'rejected',
      {
        code: 'COMMAND_UNKNOWN_DEVICE',
        message: 'there is no device "printer-9"; allowed: gateway, printer-1, printer-2',
      },
    ],
    [
      'a command there is none of',
      () => order('printer-1', 'prnt', ticketWith()),
      'rejected',
      {
        code: 'COMMAND_UNKNOWN',
        message: 'printer-1 has no command "prnt"; allowed: print, reprint, resolve, report, test',
      },
    ],
    [
      'a request that came too late',
      () => order('printer-1', 'print', ticketWith(), { expiresAt: '2026-01-01T09:00:00+08:00' }),
      'expired',
      {
        code: 'COMMAND_EXPIRED',
        field: 'expiresAt',
        message: /^expired at 2026-01-01T01:00:00\.000Z; the gateway's clock says \d{4}-\d\d-\d\dT/,
      },
    ],
    [
      'an expiry that is no time',
      () => order('printer-1', 'print', ticketWith(), { expiresAt: 'soon' }),
      'rejected',
      { code: 'COMMAND_MALFORMED', field: 'expiresAt', message: /^expiresAt: found "soon", allowed: RFC 3339/ },
    ],
    [
      'a field of the request there is none of',
      () => order('printer-1', 'print', ticketWith(), { priority: 1 }),
      'rejected',
      {
        code: 'COMMAND_MALFORMED',
        field: 'priority',
        message: 'priority: found an unknown key, allowed: id, issuedAt, expiresAt, args',
      },
    ],
    [
      'arguments that are a list',
      () => order('printer-1', 'print', [] as never),
      'rejected',
      { code: 'COMMAND_MALFORMED', field: 'args', message: 'args: found a list, allowed: a mapping' },
    ],
    [
      'a word about a ticket nobody knows',
      () => order('printer-1', 'resolve', { ticketId: 'nobody', outcome: 'printed' }),
      'rejected',
      bad('args.ticketId', 'ticket nobody is not known here; allowed: none, no ticket is in doubt'),
    ],
    [
      'a word about a ticket that says neither',
      () => order('printer-1', 'resolve', { ticketId: 'nobody', outcome: 'maybe' }),
      'rejected',
      bad('args.outcome', 'args.outcome: found "maybe", allowed: printed, not-printed'),
    ],
    [
      'a second paper of a ticket nobody knows',
      () => order('printer-1', 'reprint', { ticketId: 'nobody', reason: '顾客要求' }),
      'rejected',
      bad('args.ticketId', 'ticket nobody is not known here; allowed: one of the last tickets of this printer'),
    ],
    [
      'a second paper without a reason',
      () => order('printer-1', 'reprint', { ticketId: 'nobody' }),
      'rejected',
      bad('args.reason', 'args.reason: found nothing, allowed: why a second paper is needed; 1 to 200 characters'),
    ],
  ])('%s: one answer that says so', async (_what, ordered, status, { code, field, message }) => {
    const reply = await orderedInVain(ordered);
    expect([reply.status, reply.error?.code, reply.error?.field]).toEqual([status, code, field]);
    if (typeof message === 'string') expect(reply.error?.message).toBe(message);
    else expect(reply.error?.message).toMatch(message);
  });
});

describe('a payload that cannot be read', () => {
  const topic = `${root}/command/printer-1/print`;
  const send = (payload: string) => branch.observer.client.publishAsync(topic, payload, { qos: 1 });
  const answerTo = async (id: string, payload: string) => {
    await send(payload);
    return (await branch.observer.expect(`/reply/${id}`)).message?.data as unknown as FinalReply;
  };

  it('no JSON, with an id: answered', async () => {
    const payload = JSON.stringify({ id: 'slip', args: ticketWith() }).replace('"service":', '"service"');
    const reply = await orderedInVain(() => answerTo('slip', payload));
    expect(reply).toMatchObject({ status: 'rejected', error: { code: 'COMMAND_MALFORMED' } });
    expect(reply.error?.message).toMatch(
      /^the payload is not JSON in UTF-8 \(wrong from character \d+ on\); allowed: \{"id": …/,
    );
  });

  it('too big, with the id in front or behind: answered', async () => {
    const args = { ...ticketWith(), service: 'x'.repeat(maxCommandBytes) };
    for (const request of [
      { id: 'big-1', args },
      { args, id: 'big-2' },
    ]) {
      const payload = JSON.stringify(request);
      const reply = await orderedInVain(() => answerTo(request.id, payload));
      expect(reply).toMatchObject({
        status: 'rejected',
        error: {
          code: 'COMMAND_TOO_LARGE',
          message: `the payload has ${payload.length} bytes; allowed: at most ${maxCommandBytes}`,
        },
      });
    }
  });

  it('without an id: nobody can be answered, so the log says from whom it came and the health counts it', async () => {
    branch.sent();
    const { cuts } = branch.view();
    await send('A012');
    await send('{"args":{}}');
    expect(await branch.logged('a command without an id')).toMatchObject({
      deviceId: 'printer-1',
      command: 'print',
      clientId: expect.any(String),
      reason: expect.stringMatching(/^the payload is not JSON/),
      count: 1,
    });
    const isCounted = (data: Record<string, unknown>) => (data['commands'] as { anonymous?: number }).anonymous === 2;
    await branch.observer.expect('/health', isCounted);
    expect(branch.view().cuts).toBe(cuts);
    expect(besideQuestions(branch.sent())).toBe('');
    await nextComesOut();
  });
});

describe('text that a printer could not print, or would take for a command', () => {
  it('characters without a sign come out as "?", and an alarm says so until a ticket is whole again', async () => {
    const ticket = ticketWith({ service: '业务😀\ue000' });
    expect(await branch.print(ticket)).toMatchObject({ status: 'succeeded', result: { evidence: 'A' } });
    expect(branch.papers().at(-1)).toContain('业务??\n');
    const raised = await branch.observer.expect(
      '/alarm/printer-1/printer-charset',
      (data) => data['is-cleared'] === false,
    );
    expect(raised.message?.data).toMatchObject({
      'perceived-severity': 'warning',
      'alarm-text': '有字符无法打印',
      'additional-information': [{ information: `2 characters of ticket ${ticket.number} came out as "?"` }],
    });
    await nextComesOut();
    await branch.observer.expect('/alarm/printer-1/printer-charset', (data) => data['is-cleared'] === true);
  });

  it('control characters in free text are left out: nothing of them reaches the printer', async () => {
    const { cuts } = branch.view();
    branch.sent();
    const clerk = '王\u001b@工\u0010\u0014\u0008\u0001\u0003\u0014\u0001\u0006\u0002\u0008';
    const ticket = ticketWith({ service: '业\u001dV\u0000务\n', template: 'clerk', fields: { clerk }, qr: 'q' });
    expect(await branch.print(ticket)).toMatchObject({ status: 'succeeded', result: { evidence: 'A' } });
    const sent = branch.sent().toString('latin1');
    expect([sent.includes('\u001b@'), sent.includes('\u0010\u0014'), sent.split('\u001dV').length]).toEqual([
      false,
      false,
      2,
    ]);
    expect(branch.papers().at(-1)).toBe(`${ticket.number}\n王@工`);
    expect(branch.view().cuts).toBe(cuts + 1);
    await nextComesOut();
  });
});
