import { describe, expect, it } from 'vitest';
import { alarmsOf } from '../../../../drivers/terminal/nut/findings.js';
import { createLineSplitter } from '../../../../drivers/terminal/nut/lines.js';
import { wordReply } from '../../../../drivers/terminal/nut/reply.js';
import { tokensOf } from '../../../../drivers/terminal/nut/status.js';

/** What the driver makes of an answer to GET VAR: active alarm types, or why it takes none. */
function taken(bytes: Uint8Array): string[] | 'not an answer' | 'nothing yet' {
  const collect = wordReply('VAR', 'ups1', 'ups.status');
  for (const line of createLineSplitter()(bytes)) {
    const outcome = collect(line);
    if (!outcome) continue;
    if (!('value' in outcome)) return 'not an answer';
    const reading = {
      tokens: tokensOf(outcome.value),
      variables: new Map(),
      figures: {},
      mainsBefore: 'present',
    } as const;
    return alarmsOf(reading)
      .filter(({ active }) => active)
      .map(({ type }) => type);
  }
  return 'nothing yet';
}

function* flips(text: string, bits: 1 | 2): Generator<Uint8Array> {
  const whole = Buffer.from(text, 'utf8');
  const flipped = (bytes: Uint8Array, bit: number) => {
    const copy = Uint8Array.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    return copy;
  };
  for (let first = 0; first < whole.length * 8; first++) {
    if (bits === 1) yield flipped(whole, first);
    else for (let second = first + 1; second < whole.length * 8; second++) yield flipped(flipped(whole, first), second);
  }
}

// The protocol has no check sum; TCP has one, a serial line behind a device server has none.
describe('flipped bits in a status', () => {
  it.each(['OL', 'OL CHRG', 'OL BOOST'])('%s: no single one makes an alarm', (status) => {
    const escapes = [...flips(`VAR ups1 ups.status "${status}"\n`, 1)].map(taken).filter((each) => each.length > 0);
    expect(new Set(escapes)).toEqual(new Set(['not an answer', 'nothing yet']));
  });

  it('OL: of all pairs none makes an alarm either', () => {
    let escaped = 0;
    for (const bytes of flips('VAR ups1 ups.status "OL"\n', 2)) {
      const outcome = taken(bytes);
      if (Array.isArray(outcome) && outcome.length > 0) escaped += 1;
    }
    expect(escaped).toBe(0);
  });
});
