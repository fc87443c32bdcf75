import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ticketPrinterContract } from '../../../drivers/ticket-printer/contract.js';
import { escposPrinter } from '../../../drivers/ticket-printer/escpos/index.js';

const { commands, events, state } = ticketPrinterContract;
const good = { ticketId: 't-1', number: 'A012', service: '个人业务' };
const accepts = (command: string, args: unknown) => commands[command]!.args.safeParse(args).success;

describe('print arguments', () => {
  it.each<[string, Record<string, unknown>]>([
    ['the least', {}],
    ['everything', { waitingAhead: 0, expectedWaitMinutes: 1_440, qr: 'https://q.example/?t=1 2', template: 'vip' }],
    ['a Chinese number', { number: '理财01' }],
    ['8 rare characters', { number: '𠀀'.repeat(8) }],
    ['64 characters of id', { ticketId: 'x'.repeat(64) }],
    ['32 characters of service', { service: '业'.repeat(32) }],
    ['a service with spaces', { service: 'Personal banking' }],
    ['200 characters of QR', { qr: '排'.repeat(200) }],
  ])('%s is taken', (_name, change) => expect(accepts('print', { ...good, ...change })).toBe(true));

  it.each<[string, Record<string, unknown>]>([
    ['no number', { number: undefined }],
    ['an empty number', { number: '' }],
    ['a number of spaces', { number: '   ' }],
    ['9 characters', { number: 'A01234567' }],
    ['a number with a control character', { number: 'A\x1b@' }],
    ['an id with a space', { ticketId: 't 1' }],
    ['65 characters of id', { ticketId: 'x'.repeat(65) }],
    ['an invisible service', { service: ' \t\u200b' }],
    ['33 characters of service', { service: '业'.repeat(33) }],
    ['half a person', { waitingAhead: 0.5 }],
    ['-1 people', { waitingAhead: -1 }],
    ['a wait as text', { expectedWaitMinutes: '12' }],
    ['an empty QR', { qr: '' }],
    ['201 characters of QR', { qr: 'x'.repeat(201) }],
    ['a command in the QR', { qr: 'a\x10\x14b' }],
    ['an unknown field', { colour: 'red' }],
  ])('%s is refused', (_name, change) => expect(accepts('print', { ...good, ...change })).toBe(false));

  it('says what is allowed', () => {
    const refused = commands['print']!.args.safeParse({ ...good, number: 'A01234567' });
    expect(refused.error?.issues[0]).toMatchObject({
      path: ['number'],
      message: '1 to 8 visible characters, no spaces',
    });
  });
});

describe('the other commands', () => {
  it.each([
    ['reprint', { ticketId: 't-1', reason: 'torn' }, { ticketId: 't-1' }],
    ['resolve', { ticketId: 't-1', outcome: 'not-printed' }, { ticketId: 't-1', outcome: 'maybe' }],
    ['test', {}, { copies: 2 }],
  ])('%s', (command, right, wrong) => {
    expect(accepts(command, right)).toBe(true);
    expect(accepts(command, wrong)).toBe(false);
  });

  it('none may be done twice without harm', () => {
    expect(Object.values(commands).map(({ idempotent }) => idempotent)).toEqual([false, false, false, false, false]);
  });
});

describe('the class', () => {
  it('takes the reports of a session', () => {
    const lastTicket = { ticketId: 't-1', number: 'A012', evidence: 'B' };
    expect(state.safeParse({ paper: 'low', cover: 'open', ready: false, lastTicket }).success).toBe(true);
    expect(events['ticket-printed']!.safeParse({ ticketId: 't-1', evidence: 'A2', copyIndex: 1 }).success).toBe(true);
    expect(events['ticket-printed']!.safeParse({ ticketId: 't-1', evidence: 'F', copyIndex: 0 }).success).toBe(false);
    expect(events['ticket-unknown']!.safeParse({ ticketId: 't-1', reason: 'unplugged' }).success).toBe(true);
  });

  it('can be written down as JSON Schema', () => {
    for (const { args } of Object.values(commands)) expect(z.toJSONSchema(args)).toHaveProperty('type', 'object');
    expect(z.toJSONSchema(escposPrinter.options, { io: 'input' })).toHaveProperty('properties.profile.default');
  });

  it('describes every field a person has to fill in', () => {
    for (const schema of [...Object.values(commands).map(({ args }) => args), escposPrinter.options]) {
      const { properties = {} } = z.toJSONSchema(schema, { io: 'input' }) as { properties?: Record<string, object> };
      for (const [field, property] of Object.entries(properties)) expect(property, field).toHaveProperty('description');
    }
  });
});

describe('the driver', () => {
  it('has all commands of the class', () => {
    expect([...escposPrinter.commands].sort()).toEqual(Object.keys(commands).sort());
  });

  it('fills in its options', () => {
    expect(escposPrinter.options.parse({})).toEqual({
      profile: 'generic-80',
      title: '',
      template: 'standard',
      maxTicketMm: 300,
      statusTimeoutMs: 1_000,
      confirmTimeoutMs: 8_000,
      reprintTornTickets: true,
      pollIntervalMs: 2_000,
      queryModel: false,
    });
  });

  it.each([
    [{ profile: 'star' }],
    [{ confirmTimeoutMs: 2_999 }],
    [{ confirmTimeoutMs: 30_001 }],
    [{ statusTimeoutMs: 0 }],
    [{ pollIntervalMs: 1.5e9 }],
    [{ titel: 'x' }],
  ])('refuses %j', (options) => expect(escposPrinter.options.safeParse(options).success).toBe(false));
});
