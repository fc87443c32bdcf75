import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeCommand, largestMessage } from '../../../../drivers/terminal/xfs4iot/envelope.js';

/** terminal-health.md 1.3, own examples (newer envelope). */
const examples = {
  command:
    '{"header":{"type":"command","name":"Common.Status","version":"2.0","requestId":17,"timeout":5000},"payload":{}}',
  acknowledge: '{"header":{"type":"acknowledge","name":"Common.Status","version":"2.0","requestId":17}}',
  completion:
    '{"header":{"type":"completion","name":"Common.Status","version":"3.0","requestId":17,"completionCode":"success"},"payload":{"common":{"device":"online","devicePosition":"inPosition"},"printer":{"media":"notPresent","paper":{"upper":"low"}}}}',
  unsolicited:
    '{"header":{"type":"unsolicited","name":"Common.StatusChangedEvent","version":"3.0"},"payload":{"printer":{"paper":{"upper":"out"}}}}',
};

describe('the examples of the reference', () => {
  it('command, byte for byte', () => {
    const command = {
      name: 'Common.Status',
      release: '2023',
      version: '2.0',
      requestId: 17,
      timeoutMs: 5_000,
      payload: {},
    } as const;
    expect(encodeCommand(command)).toBe(examples.command);
  });

  it('acknowledge, completion, unsolicited', () => {
    expect(decodeMessage(examples.acknowledge)).toEqual({ kind: 'acknowledge', requestId: 17, refused: undefined });
    expect(decodeMessage(examples.completion)).toEqual({
      kind: 'completion',
      requestId: 17,
      release: '2023',
      code: 'success',
      description: undefined,
      payload: {
        common: { device: 'online', devicePosition: 'inPosition' },
        printer: { media: 'notPresent', paper: { upper: 'low' } },
      },
    });
    expect(decodeMessage(examples.unsolicited)).toEqual({
      kind: 'unsolicited',
      name: 'Common.StatusChangedEvent',
      payload: { printer: { paper: { upper: 'out' } } },
    });
  });
});

describe('the envelope of 2021-1', () => {
  const header = (type: string) => ({ type, name: 'Common.Status', version: '1.0', requestId: 3 });

  it('has the time limit of a command in the payload', () => {
    const command = {
      name: 'Common.Status',
      release: '2021-1',
      version: '1.0',
      requestId: 3,
      timeoutMs: 100,
      payload: {},
    } as const;
    expect(JSON.parse(encodeCommand(command))).toEqual({ header: header('command'), payload: { timeout: 100 } });
  });

  it('has status, completion code and description there as well', () => {
    const say = (type: string, payload: object) => decodeMessage(JSON.stringify({ header: header(type), payload }));
    expect(say('acknowledge', { status: 'ok' })).toMatchObject({ refused: undefined });
    expect(say('acknowledge', { status: 'tooManyRequests' })).toMatchObject({ refused: 'tooManyRequests' });
    expect(say('completion', { completionCode: 'userError', errorDescription: 'hand' })).toMatchObject({
      release: '2021-1',
      code: 'userError',
      description: 'hand',
    });
  });

  it('has a requestId on what nobody asked for, which is nothing to anybody', () => {
    const text =
      '{"header":{"requestId":0,"type":"unsolicited","name":"Common.ErrorEvent"},"payload":{"eventId":"user"}}';
    expect(decodeMessage(text)).toEqual({
      kind: 'unsolicited',
      name: 'Common.ErrorEvent',
      payload: { eventId: 'user' },
    });
  });
});

describe('the header goes before the payload', () => {
  it.each([
    ['completionCode', 'completion', 'code'],
    ['status', 'acknowledge', 'refused'],
  ])('%s', (field, type, read) => {
    const header = { type, name: 'X.Y', requestId: 1, [field]: 'fromHeader' };
    const both = { header, payload: { [field]: 'fromPayload' } };
    expect(decodeMessage(JSON.stringify(both))).toMatchObject({ [read]: 'fromHeader' });
  });
});

describe('what is no message', () => {
  it.each([
    ['', 'not a JSON object'],
    ['{"header":', 'without a name'],
    ['[]', 'not a JSON object'],
    ['null', 'not a JSON object'],
    ['"text"', 'not a JSON object'],
    ['{}', 'without a name'],
    ['{"header":[]}', 'without a name'],
    ['{"header":{"type":"completion","requestId":1}}', 'without a name'],
    ['{"header":{"type":"completion","name":"A.B"}}', 'completion without a requestId'],
    ['{"header":{"type":"event","name":"A.B","requestId":"1"}}', 'event without a requestId'],
    ['{"header":{"type":"acknowledge","name":"A.B","requestId":1.5}}', 'acknowledge without a requestId'],
    ['{"header":{"type":"command","name":"Common.Status","requestId":1}}', 'of type command'],
    ['{"header":{"name":"A.B","requestId":1}}', 'of type undefined'],
  ])('%j', (text, why) => {
    const message = decodeMessage(text);
    expect(message.kind).toBe('unreadable');
    if (message.kind === 'unreadable' && text !== '' && text !== '{"header":') expect(message.why).toContain(why);
  });

  it('what is longer than 2 MiB is not even parsed', () => {
    expect(decodeMessage(`{"header":{"name":"${'x'.repeat(largestMessage)}"}}`)).toMatchObject({ kind: 'unreadable' });
  });

  it('a completion without a code is no success', () => {
    const text = '{"header":{"type":"completion","name":"A.B","requestId":1},"payload":{}}';
    expect(decodeMessage(text)).toMatchObject({ kind: 'completion', code: 'no completionCode', release: undefined });
  });

  it('never throws: any text, any JSON, any half of the examples', () => {
    fc.assert(
      fc.property(fc.string(), (text) => void decodeMessage(text)),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (header, payload) => {
        expect(decodeMessage(JSON.stringify({ header, payload })).kind).toBeTypeOf('string');
      }),
      { numRuns: 2_000 },
    );
    for (const text of Object.values(examples)) {
      for (let end = 0; end < text.length; end++) expect(decodeMessage(text.slice(0, end)).kind).toBe('unreadable');
    }
  });

  it('nor for brackets as deep as a message may be long', () => {
    expect(decodeMessage('['.repeat(1_000_000)).kind).toBe('unreadable');
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const text = `{"header":{"type":"unsolicited","name":"Common.StatusChangedEvent"},"payload":${deep}}`;
    expect(decodeMessage(text).kind).toBe('unsolicited');
  });
});
