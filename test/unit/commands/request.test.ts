import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxCommandBytes, parseRequest } from '../../../gateway/commands/request.js';

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

describe('a command request', () => {
  it('needs an id and nothing else', () => {
    expect(parseRequest(bytes({ id: 'c-1' }))).toEqual({ ok: true, request: { id: 'c-1', args: {} } });
  });

  it('takes times with an offset', () => {
    const request = {
      id: 'a',
      issuedAt: '2026-11-23T09:00:00+08:00',
      expiresAt: '2026-11-23T01:00:10Z',
      args: { a: 1 },
    };
    expect(parseRequest(bytes(request))).toEqual({ ok: true, request });
  });

  it.each([
    ['not JSON', '{"id":', undefined, 'COMMAND_MALFORMED', /not JSON/],
    ['text', 'hello', undefined, 'COMMAND_MALFORMED', /not JSON/],
    [
      'JSON with a slip',
      '{"id":"c1","args":{"a" 1}}',
      'c1',
      'COMMAND_MALFORMED',
      /not JSON in UTF-8 \(wrong from character 24 on\); allowed: \{"id": …/,
    ],
    ['JSON that breaks off', '{"args":{},"id":"c1"', 'c1', 'COMMAND_MALFORMED', /not JSON/],
    ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), undefined, 'COMMAND_MALFORMED', /UTF-8/],
    ['a list', '[1]', undefined, 'COMMAND_MALFORMED', /found a list, allowed: a mapping with id/],
    ['null', 'null', undefined, 'COMMAND_MALFORMED', /found null, allowed: a mapping with id/],
    ['no id', { args: {} }, undefined, 'COMMAND_MALFORMED', /id:/],
    ['an id that is no topic level', { id: 'a/b' }, undefined, 'COMMAND_MALFORMED', /id:/],
    ['an id over 64 characters', { id: 'x'.repeat(65) }, undefined, 'COMMAND_MALFORMED', /id:/],
    [
      'an unknown field',
      { id: 'c1', arguments: {} },
      'c1',
      'COMMAND_MALFORMED',
      /arguments: found an unknown key, allowed: id, .*args/,
    ],
    ['arguments that are a list', { id: 'c1', args: [] }, 'c1', 'COMMAND_MALFORMED', /args:/],
    ['an expiry that is no time', { id: 'c1', expiresAt: 'soon' }, 'c1', 'COMMAND_MALFORMED', /expiresAt:/],
  ])('%s is refused, with the id where there is one', (_what, payload, id, code, message) => {
    const parsed = parseRequest(Buffer.isBuffer(payload) ? payload : bytes(payload));
    expect(parsed).toMatchObject({ ok: false, id, error: { code, message: expect.stringMatching(message) } });
  });

  it('names the first field at fault', () => {
    const parsed = parseRequest(bytes({ id: 'c1', expiresAt: 5 }));
    expect(parsed).toMatchObject({ ok: false, error: { field: 'expiresAt' } });
  });

  it('finds the id even in a payload too large to read', () => {
    const parsed = parseRequest(bytes({ id: 'big-1', args: { text: 'x'.repeat(maxCommandBytes) } }));
    expect(parsed).toMatchObject({ ok: false, id: 'big-1', error: { code: 'COMMAND_TOO_LARGE' } });
    const behind = parseRequest(bytes({ args: { text: 'x'.repeat(maxCommandBytes) }, id: 'big-2' }));
    expect(behind).toMatchObject({ ok: false, id: 'big-2', error: { code: 'COMMAND_TOO_LARGE' } });
  });

  it('never throws, whatever comes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (payload) => void parseRequest(payload)));
    fc.assert(fc.property(fc.json(), (payload) => void parseRequest(bytes(payload))));
  });
});
