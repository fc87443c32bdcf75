import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../drivers/ticket-printer/escpos/diagnosis.js';
import { judge, judgeLater } from '../../../drivers/ticket-printer/escpos/evidence.js';
import { statusFromAnswers } from '../../../drivers/ticket-printer/escpos/status.js';
import { hex } from '../../support/hex.js';

const seen = (answers: string) => diagnose(statusFromAnswers([...hex(answers)] as never), { nearEndSensor: true });
const well = {
  reached: 'nothing',
  cutInDoubt: false,
  dropped: undefined,
  fenced: true,
  counted: false,
  faults: [],
  after: seen('12 12 12 12'),
  interruption: undefined,
} as const;

describe('how sure a ticket is', () => {
  it('B: fence answered, no fault', () => expect(judge(well)).toEqual({ evidence: 'B' }));
  it('B still when the roll is getting thin', () =>
    expect(judge({ ...well, after: seen('12 12 12 1E') })).toEqual({ evidence: 'B' }));
  it('B still when a customer holds the feed button', () =>
    expect(judge({ ...well, after: seen('1A 1A 12 12') })).toEqual({ evidence: 'B' }));
  it('D: no fence, but clean', () => expect(judge({ ...well, fenced: false })).toEqual({ evidence: 'D' }));
  it('unknown: no fence and the printer is busy with something else', () =>
    expect(judge({ ...well, fenced: false, after: seen('1A 1A 12 12') })).toHaveProperty('unknown'));
  it('unknown: fence answered, but a fault now', () =>
    expect(judge({ ...well, after: seen('1A 32 12 72') })).toEqual({ unknown: 'there is no paper' }));
  it('unknown: fence answered and clean, but a fault in between', () =>
    expect(judge({ ...well, faults: ['the cover is open'] })).toEqual({ unknown: 'the cover is open' }));
  it('unknown: the same fault before and after is told once', () => {
    const verdict = judge({ ...well, faults: ['there is no paper'], after: seen('1A 32 12 72') });
    expect(verdict).toEqual({ unknown: 'there is no paper' });
  });
  it('unknown: no status afterwards, even with the fence', () =>
    expect(judge({ ...well, after: undefined })).toHaveProperty('unknown'));
  it('unknown: cut short', () =>
    expect(judge({ ...well, fenced: false, interruption: 'cable: unplugged' })).toEqual({
      unknown: 'cable: unplugged',
    }));
});

describe('how sure a ticket is where the printer numbers it', () => {
  const own = { ...well, fenced: false, after: undefined };
  const lost = 'cable: unplugged';
  const dropped = { reason: 'there is no paper', proven: true };
  it.each([
    ['A: the ID behind the cut', { ...own, reached: 'cut' }, { evidence: 'A' }],
    ['A whatever came later', { ...own, reached: 'cut', interruption: lost, dropped }, { evidence: 'A' }],
    [
      'D, uncut: the paper ran out between last line and cut',
      { ...own, reached: 'cut', cutInDoubt: true },
      { evidence: 'D', uncut: true },
    ],
    ['D, uncut: the last line only (W8)', { ...own, reached: 'lines' }, { evidence: 'D', uncut: true }],
    [
      'D, uncut: the power went between last line and cut (W5)',
      { ...own, reached: 'lines', dropped },
      { evidence: 'D', uncut: true },
    ],
    [
      'unknown: whole by its ID, but the cover was open on the way',
      { ...own, reached: 'cut', faults: ['the cover is open'] },
      { unknown: 'the cover is open while it was printed, so it may be split' },
    ],
    [
      'torn: dropped before its last line (W6)',
      { ...own, dropped, interruption: lost },
      { torn: 'there is no paper', proven: true },
    ],
    ['C: no fence, but one cut more', { ...well, fenced: false, counted: true }, { evidence: 'C' }],
    ['B before C', { ...well, counted: true }, { evidence: 'B' }],
    [
      'unknown: one cut more, but a fault',
      { ...well, fenced: false, counted: true, faults: ['the cover is open'] },
      { unknown: 'the cover is open' },
    ],
  ] as const)('%s', (_story, observation, verdict) => expect(judge(observation)).toEqual(verdict));
});

describe('what a new session makes of an old ticket', () => {
  const base = { lines: false, cuts: undefined, cleared: false, power: 'kept', soon: true, harm: undefined } as const;
  const unplugged = { unknown: 'unplugged' };
  const noPower = { torn: 'the printer lost its power', proven: false };
  it.each([
    ['one cut more: it came out (W2, W3, W4)', { ...base, cuts: 1 }, { evidence: 'C' }],
    [
      'one cut more, but the paper ran out under it',
      { ...base, cuts: 1, harm: 'there is no paper' },
      { unknown: 'there is no paper while it was printed, so it may be split' },
    ],
    [
      'one cut more after a while: the roll may have been changed under it',
      { ...base, cuts: 1, soon: false },
      { evidence: 'D' },
    ],
    [
      'one cut more, although it was not to be had for a while',
      { ...base, cuts: 1, power: 'presumed' },
      { evidence: 'C' },
    ],
    [
      'one cut more across a power cut proves nothing (W5)',
      { ...base, cuts: 1, power: 'told' },
      { unknown: 'unplugged; its cutter has been used since' },
    ],
    [
      'cleared, no cut more, power kept: it never will (W2)',
      { ...base, cuts: 0, cleared: true },
      { torn: 'unplugged', proven: true },
    ],
    ['no cut more, but not cleared: it may be waiting', { ...base, cuts: 0 }, unplugged],
    ['cleared, but nothing counts: nobody can tell', { ...base, cleared: true }, unplugged],
    ['nothing known', base, unplugged],
    [
      'two cuts more: somebody else was there',
      { ...base, cuts: 2, cleared: true },
      { unknown: 'unplugged; its cutter has been used since' },
    ],
    ['a counter that went back has lost its power', { ...base, cuts: -3 }, noPower],
    ['power lost, as it said (W5)', { ...base, power: 'told' }, noPower],
    ['power lost, as it seems', { ...base, power: 'presumed', cuts: 0 }, noPower],
    [
      'all lines were seen: it exists, whatever else',
      { ...base, lines: true, power: 'told' },
      { evidence: 'D', uncut: true },
    ],
    ['all lines were seen, and a cut', { ...base, lines: true, cuts: 1 }, { evidence: 'C' }],
  ] as const)('%s', (_story, observation, verdict) => expect(judgeLater(observation, 'unplugged')).toEqual(verdict));
});
