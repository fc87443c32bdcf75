import { describe, expect, it } from 'vitest';
import { readPaper } from '../../support/papers.js';
import { ticketForm } from '../../support/ticket-form.js';
import { type Account, judge, TicketLedger, type Word } from '../../support/ticket-ledger.js';

const lines = ['您的号码', 'R00001', '个人业务', '前方等待 5 人', '预计等待 约12分钟', '----', '2026-11-26 09:00'];
const piece = (text: string, cut = 'partial') => readPaper({ text, qr: ['ticket:R00001'], cut }, ticketForm);
const whole = piece(lines.join('\n'));
const marked = (n: number) => piece(`补打 REPRINT ${n}\n2026-11-26 09:00\n${lines.join('\n')}`);
const tornOff = piece(lines.join('\n'), 'torn');
const torn = piece(lines.slice(0, 3).join('\n'), 'torn');

const succeeded: Word = { kind: 'reply', commandId: 'c1', status: 'succeeded', evidence: 'A', copyIndex: 0 };
const unknown: Word = { kind: 'reply', commandId: 'c1', status: 'unknown', code: 'DEVICE_OUTCOME_UNKNOWN' };
const printed = (copyIndex: number, evidence = 'A'): Word => ({
  kind: 'event',
  name: 'ticket-printed',
  evidence,
  copyIndex,
});
const account = (...words: Word[]): Account => ({ ticketId: 't1', number: 'R00001', accepted: ['c1'], words });

describe('what the judge of a print run lets pass', () => {
  it.each([
    ['a ticket that is confirmed and there', account(succeeded, printed(0)), [whole]],
    ['a strip that somebody was told about', account(unknown), [torn]],
    ['a ticket that is there although nobody could tell', account(unknown), [whole]],
    ['a strip and then the same ticket with the mark', account(unknown, printed(1)), [torn, marked(1)]],
    ['a copy that staff asked for', account(succeeded, printed(0), printed(1)), [whole, marked(1)]],
    ['one that had to be torn off', account(printed(0, 'D'), { ...succeeded, evidence: 'D' }), [tornOff]],
    ['one that is only probable and not there', account(printed(0, 'D'), { ...succeeded, evidence: 'D' }, unknown), []],
  ])('%s', (_name, told, papers) => {
    expect(judge(told, papers)).toEqual([]);
  });
});

describe('what the judge of a print run finds', () => {
  it.each([
    ['no answer', account(), [whole], /never answered/],
    ['a ticket that nobody misses', account({ ...succeeded, evidence: 'D' }), [], /lost/],
    ['only a strip, and nobody said so', account({ ...succeeded, evidence: 'D' }), [torn], /lost/],
    ['two papers without the mark', account(succeeded, printed(0)), [whole, whole], /doubled: 2 whole papers/],
    ['two papers of a ticket that is unknown', account(unknown), [whole, whole], /doubled/],
    [
      'a confirmed ticket that is a strip',
      account(succeeded, printed(0)),
      [torn],
      /copy 0 is confirmed \(A\) and is on 0/,
    ],
    ['a confirmed ticket that hangs uncut', account(succeeded), [tornOff], /is on 0 whole papers/],
    ['a ticket that was torn off whole, and another', account(unknown), [tornOff, whole], /doubled/],
    ['a confirmed copy that came without its mark', account(unknown, printed(1, 'C')), [whole], /copy 1 is confirmed/],
    ['a copy confirmed by the reply alone', account({ ...succeeded, copyIndex: 2 }), [whole], /copy 2 is confirmed/],
    ['the same copy twice', account(unknown, printed(1)), [marked(1), marked(1)], /copy 1 .* is on 2/],
    ['one paper told of twice', account(succeeded, printed(0), printed(0)), [whole], /came 2 times/],
    ['the rest of one ticket on top of another', account(succeeded), [piece(`R00002\n${lines.join('\n')}`)], /R00002/],
    ['a mark that does not count', account(unknown), [piece(`补打\n${lines.join('\n')}`)], /without its number/],
  ])('%s', (_name, told, papers, problem) => {
    expect(judge(told, papers).join('\n')).toMatch(problem);
  });

  it('a line that is missing makes a paper not whole, a code that is missing too', () => {
    for (const line of lines.filter((text) => text !== '----')) {
      expect(piece(lines.filter((text) => text !== line).join('\n')).isWhole, line).toBe(false);
    }
    expect(readPaper({ text: lines.join('\n'), qr: [], cut: 'partial' }, ticketForm).isWhole).toBe(false);
  });
});

describe('the ledger', () => {
  it('hears a message once that comes by two ways, and gives each word to its ticket', async () => {
    const ledger = new TicketLedger();
    ledger.ask('t1', 'R00001', 'c1');
    ledger.accept('c1');
    const event = { id: 'e1', data: { event: 'ticket-printed', ticketId: 't1', evidence: 'A', copyIndex: 0 } };
    ledger.hear('x/device/printer-1/event', event);
    ledger.hear('x/device/printer-1/event', event);
    ledger.hear('x/reply/c1', { id: 'e2', data: { commandId: 'c1', status: 'accepted' } });
    const final = ledger.word('t1', ({ kind }) => kind === 'reply', 1_000);
    const result = { evidence: 'A', copyIndex: 0 };
    ledger.hear('x/reply/c1', { id: 'e3', data: { commandId: 'c1', status: 'succeeded', result } });
    expect(await final).toEqual(succeeded);
    expect(ledger.account('t1')).toEqual(account(printed(0), succeeded));
  });
});
