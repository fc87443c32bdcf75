import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../drivers/error.js';
import { printArgsSchema } from '../../../../drivers/ticket-printer/contract.js';
import { templateName, ticketTemplates } from '../../../../drivers/ticket-printer/templates/library.js';
import { parseTemplate } from '../../../../drivers/ticket-printer/templates/parse.js';
import type { Template } from '../../../../drivers/ticket-printer/templates/template.js';
import { layOutTicket } from '../../../../drivers/ticket-printer/templates/ticket.js';

const own = new Map<string, Template>();
for (const [name, text] of [
  ['vip', '[fields clerk]\nVIP {number} {clerk}\n[qr, if qr] {qr}'],
  ['loan-zh', '贷款 {number}'],
  ['loan-en', 'Loan {number}'],
] as const) {
  const parsed = parseTemplate(text);
  if ('template' in parsed) own.set(name, parsed.template);
}

const args = { ticketId: 't1', number: 'A012', service: 'Loans' };
const setting = {
  occasion: { branch: '', printedAt: '2026-11-23 09:05' },
  paper: { columns: 48 },
  deviceId: 'printer-1',
};

const layOut = (more: Record<string, unknown>, language: 'zh' | 'en' = 'en', usual?: string) =>
  layOutTicket(
    { ...args, ...more },
    { ...setting, templates: ticketTemplates(() => own, language), ...(usual === undefined ? {} : { usual }) },
  );

const firstText = (elements: ReturnType<typeof layOut>) => elements.find((each) => 'text' in each)?.text;

function refusal(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { code, message, field, deviceId } = error;
    return { code, message, field, deviceId };
  }
  return 'nothing was refused';
}

describe('the template of a ticket', () => {
  it('is the one it names, else the usual one of the printer, else the standard one of the language', () => {
    expect(firstText(layOut({ template: 'vip', fields: { clerk: 'Wang' } }))).toBe('VIP A012 Wang');
    expect(firstText(layOut({}, 'en', 'loan-zh'))).toBe('贷款 A012');
    expect(firstText(layOut({}, 'en'))).toBe('Your number');
    expect(firstText(layOut({}, 'zh'))).toBe('您的号码');
    expect(firstText(layOut({ template: 'standard-zh' }, 'en'))).toBe('您的号码');
  });

  it('may be named without its language', () => {
    expect(firstText(layOut({ template: 'loan' }, 'en'))).toBe('Loan A012');
    expect(firstText(layOut({ template: 'loan' }, 'zh'))).toBe('贷款 A012');
  });

  it('of the branch stands before the one that is built in, also under the short name', () => {
    const loan = own.get('loan-en');
    const mine = ticketTemplates(() => new Map(loan ? [['standard-en', loan]] : []), 'en');
    expect(mine.find('standard')).toBe(loan);
    expect(mine.find('standard-en')).toBe(loan);
    expect(mine.names()).toEqual(['standard', 'standard-en', 'standard-zh']);
  });

  it('that does not exist is refused with the names there are', () => {
    expect(refusal(() => layOut({ template: 'vpi' }))).toEqual({
      code: 'COMMAND_ARGS_INVALID',
      message: 'args.template: found "vpi", allowed: loan, loan-en, loan-zh, standard, standard-en, standard-zh, vip',
      field: 'args.template',
      deviceId: 'printer-1',
    });
    expect(refusal(() => layOut({ template: 'constructor' }))).toMatchObject({ code: 'COMMAND_ARGS_INVALID' });
  });

  it('that wants a field the command does not give is refused with the field', () => {
    expect(refusal(() => layOut({ template: 'vip' }))).toEqual({
      code: 'COMMAND_ARGS_INVALID',
      message: 'args.fields.clerk: found nothing, allowed: a text (line 2 of the template "vip")',
      field: 'args.fields.clerk',
      deviceId: 'printer-1',
    });
  });
});

describe('the fields of a print command', () => {
  const accepted = (fields: unknown) => printArgsSchema.safeParse({ ...args, fields }).success;

  it('are up to 32 texts of up to 200 characters', () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, 'x']));
    expect(accepted({ clerk: '', 备注: 'x'.repeat(200) })).toBe(true);
    expect(accepted({ clerk: 'x'.repeat(201) })).toBe(false);
    expect(accepted(many(32))).toBe(true);
    expect(accepted(many(33))).toBe(false);
    expect(accepted({ clerk: 3 })).toBe(false);
  });

  it('have names of their own', () => {
    for (const name of ['number', 'branch', 'time', '1a', 'a b', 'a-b', '', 'x'.repeat(33)]) {
      expect(accepted({ [name]: 'x' }), name).toBe(false);
    }
    expect(accepted({ numbers: 'x', a_1: 'x', ['x'.repeat(32)]: 'x' })).toBe(true);
  });
});

it('a template has a name that every file system and every command takes', () => {
  for (const name of ['vip', 'VIP-zh', '贵宾_2', '8']) expect(templateName.test(name), name).toBe(true);
  for (const name of ['', '-a', '../a', 'a.b', 'a b', 'a/b', 'x'.repeat(33)]) {
    expect(templateName.test(name), name).toBe(false);
  }
});
