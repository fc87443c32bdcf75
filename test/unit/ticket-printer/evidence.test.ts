import { describe, expect, it } from 'vitest';
import { diagnose } from '../../../drivers/ticket-printer/escpos/diagnosis.js';
import { judge } from '../../../drivers/ticket-printer/escpos/evidence.js';
import { statusFromAnswers } from '../../../drivers/ticket-printer/escpos/status.js';
import { hex } from '../../support/hex.js';

const seen = (answers: string) => diagnose(statusFromAnswers([...hex(answers)] as never), { nearEndSensor: true });
const well = { fenced: true, faults: [], after: seen('12 12 12 12'), interruption: undefined };

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
