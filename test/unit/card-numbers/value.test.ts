import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyWithoutCardNumbers } from '../../../gateway/card-numbers/http-body.js';
import { identifierWithCardNumber, isIdentifierName } from '../../../gateway/card-numbers/identifiers.js';
import { maskJsonText } from '../../../gateway/card-numbers/json-text.js';
import { payloadWithoutCardNumbers, textWithoutCardNumbers } from '../../../gateway/card-numbers/payload.js';
import { withoutCardNumbers, withoutCardTexts } from '../../../gateway/card-numbers/value.js';
import { publishedCards } from '../../support/card-numbers.js';

const card = '4111111111111111';
const masked = '************1111';
/** A time in ms with a right check digit, and the leading digits of nobody. */
const ms = 1764112345673;
const everything = { numbers: true, identifiers: true };

describe('a value from outside', () => {
  it('has no card number at any depth, in texts, names or numbers', () => {
    const value = { a: [{ note: `x ${card}` }], [card]: 1, at: Number(card), none: null, yes: true };
    expect(withoutCardNumbers(value)).toEqual({
      ...{ a: [{ note: `x ${masked}` }], [masked]: 1, at: masked, none: null, yes: true },
    });
  });

  it('is the very same where there is none', () => {
    const value = { a: [{ note: 'paper out', at: ms }], day: '2026-11-26T09:30:00.000Z', id: String(ms) };
    expect(withoutCardNumbers(value)).toBe(value);
    expect(withoutCardNumbers(undefined)).toBeUndefined();
  });

  it('keeps what had none beside what had', () => {
    const list = [1, 2, { x: 'y' }];
    expect(withoutCardNumbers({ list, note: card }).list).toBe(list);
  });

  it.each([
    ['a time in ms', ms],
    ['a time in µs', 1764112345678901],
    ['a date and time', 20261126093008],
    ['a size', 1000204886016],
    ['a fraction', 4111111111111.5],
    ['nothing much', 41],
    ['beyond all measure', 4.1e20],
  ])('may be %s', (_what, number) => {
    expect(withoutCardNumbers({ number })).toEqual({ number });
  });

  it.each(publishedCards)('hides the number %s as a number, though its last digits are lost beyond 2^53', (number) => {
    const told = JSON.stringify(withoutCardNumbers({ number: Number(number) }));
    expect(told).not.toContain(number.slice(0, 6));
    expect(told).toContain('***');
  });

  it("keeps its identifiers, but for an issuer's number", () => {
    const value = {
      ticketId: String(ms),
      tickets: [{ id: String(ms) }],
      ticketIds: [String(ms)],
      'terminal-id': String(ms),
    };
    expect(withoutCardNumbers(value)).toBe(value);
    expect(withoutCardNumbers({ ticketId: card, qr: `https://x/?t=${ms}` })).toEqual({
      ticketId: masked,
      qr: `https://x/?t=${ms}`,
    });
  });

  it('leaves what is no plain object to say itself what it is', () => {
    const date = new Date(ms);
    expect(withoutCardNumbers({ date }).date).toBe(date);
  });

  it('without end is cut, not followed', () => {
    const loop: Record<string, unknown> = { note: card };
    loop['again'] = loop;
    expect(JSON.stringify(withoutCardNumbers(loop))).not.toContain(card);
  });
});

describe('a value of ours', () => {
  it('keeps its numbers: sizes and times', () => {
    expect(withoutCardTexts({ bytes: Number(card), note: card })).toEqual({ bytes: Number(card), note: masked });
  });
});

describe('names of fields', () => {
  it.each(['id', 'ticketId', 'terminal-id', 'boot_id', 'ticketIds', 'qr', 'cursor', 'configDigest', 'qualifier'])(
    '%s is an identifier',
    (name) => {
      expect(isIdentifierName(name)).toBe(true);
    },
  );

  it.each(['note', 'idle', 'paid', 'grid', 'valid', 'reason', undefined])('%s is none', (name) => {
    expect(isIdentifierName(name)).toBe(false);
  });

  it('the path of an identifier with a card number is told', () => {
    expect(identifierWithCardNumber({ args: { note: card, tickets: [{ ticketId: card }] } })).toBe(
      'args.tickets.0.ticketId',
    );
    expect(identifierWithCardNumber({ args: { ticketIds: ['a', card] } })).toBe('args.ticketIds.1');
    expect(identifierWithCardNumber({ args: { note: card, ticketId: String(ms) } })).toBeUndefined();
  });
});

describe('a JSON text', () => {
  it('keeps everything but card numbers to the letter', () => {
    const text = `{ "a" : 1.0, "b":12345678901234567890, "note":"x ${card}", "n":${card}, "at":${ms}, "id":"${ms}", "u":"\\u00e9" }`;
    expect(maskJsonText(text, everything)).toBe(
      `{ "a" : 1.0, "b":12345678901234567890, "note":"x ${masked}", "n":"${masked}", "at":${ms}, "id":"${ms}", "u":"\\u00e9" }`,
    );
  });

  it('hides numbers of up to 19 digits, which would lose their last ones when read', () => {
    expect(maskJsonText('{"n":6212345678900000003}', everything)).toBe('{"n":"***************0003"}');
  });

  it('hides what is written in escapes', () => {
    const escaped = [...card].map((digit) => `\\u003${digit}`).join('');
    expect(maskJsonText(`{"note":"${escaped}"}`, everything)).toBe(`{"note":"${masked}"}`);
  });

  it('hides names, and JSON within JSON', () => {
    const inner = JSON.stringify({ pan: card });
    const text = maskJsonText(JSON.stringify({ [card]: inner }), everything);
    expect(JSON.parse(text)).toEqual({ [masked]: JSON.stringify({ pan: masked }) });
  });

  it('leaves identifiers to who refuses them, and numbers in their place', () => {
    const text = `{"id":"${card}","ticketId":${card},"note":"${card}"}`;
    expect(maskJsonText(text, { numbers: true, identifiers: false })).toBe(
      `{"id":"${card}","ticketId":${card},"note":"${masked}"}`,
    );
    expect(maskJsonText(text, everything)).toContain(`{"id":"${masked}"`);
  });

  it('stays JSON, with the same shape, whatever is in it', () => {
    const leaf = fc.oneof(
      fc.string(),
      fc.constantFrom(card, `a "${card}" b`, `\\${card}`, '4111 1111\n1111 1111'),
      fc.integer(),
      fc.constant(Number(card)),
    );
    fc.assert(
      fc.property(fc.object({ values: [leaf], maxDepth: 3 }), (value) => {
        const text = maskJsonText(JSON.stringify(value), everything);
        expect(Object.keys(JSON.parse(text))).toHaveLength(Object.keys(value).length);
        expect(text.replace(/\\[nt]/g, '')).not.toContain(card);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a payload', () => {
  const bytes = (text: string) => Buffer.from(text);

  it.each([
    [
      'JSON',
      `{"order":"${ms}","note":"${card}","pan":${card}}`,
      `{"order":"*********5673","note":"${masked}","pan":"${masked}"}`,
    ],
    ['a JSON text', `"${card}"`, `"${masked}"`],
    ['a JSON number', card, `"${masked}"`],
    ['text', `吞卡 ${card}`, `吞卡 ${masked}`],
    ['half of a JSON', `{"pan":${card}`, `{"pan":${masked}`],
  ])('that is %s', (_what, text, filtered) => {
    expect(Buffer.from(payloadWithoutCardNumbers(bytes(text))).toString()).toBe(filtered);
    expect(textWithoutCardNumbers(text)).toBe(filtered);
  });

  it('that is no text stays as it is, and so does one without a card number', () => {
    const binary = Buffer.concat([Buffer.from([0xff, 0xfe]), bytes(card)]);
    expect(payloadWithoutCardNumbers(binary)).toBe(binary);
    const plain = bytes('{"at":1764112345673,"note":"paper out"}');
    expect(payloadWithoutCardNumbers(plain)).toBe(plain);
  });
});

describe('an HTTP answer', () => {
  it.each([
    ['application/json', `{"note":"${card}","bytes":${card}}`, `{"note":"${masked}","bytes":${card}}`],
    ['text/plain; charset=utf-8', `no ${card}`, `no ${masked}`],
    ['text/html; charset=utf-8', `<p>${card}</p>`, `<p>${masked}</p>`],
    // Figures: a size is no card.
    ['text/plain; version=0.0.4; charset=utf-8', `disk_bytes ${card}`, `disk_bytes ${card}`],
  ])('%s', (contentType, body, filtered) => {
    expect(bodyWithoutCardNumbers({ contentType, body })).toBe(filtered);
  });
});
