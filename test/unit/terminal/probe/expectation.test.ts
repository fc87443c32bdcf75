import { describe, expect, it } from 'vitest';
import {
  type Answer,
  type Expectation,
  statusExpected,
  unmet,
} from '../../../../drivers/terminal/probe/expectation.js';

const answer = (more: Partial<Answer> = {}): Answer => ({ status: 200, headers: {}, body: Buffer.alloc(0), ...more });
const text = (body: string) => answer({ body: Buffer.from(body) });
const json = (value: unknown) => text(JSON.stringify(value));
const want = (more: Partial<Expectation> = {}): Expectation => ({ expectStatus: ['200-299'], ...more });
const jsonAt = (path: string, equals: string | number | boolean) => want({ bodyJson: { path, equals } });

describe('expected statuses', () => {
  it.each([
    [200, ['200-299'], true],
    [299, ['200-299'], true],
    [199, ['200-299'], false],
    [300, ['200-299'], false],
    [401, [401], true],
    [401, [403], false],
    [403, ['200-204', 403], true],
  ])('%i against %j: %s', (status, expected, right) => {
    expect(statusExpected(status, expected)).toBe(right);
  });
});

describe('an answer is as expected', () => {
  it.each<[string, Answer, Expectation]>([
    ['by its status', answer({ status: 204 }), want()],
    [
      'by a header in any case',
      answer({ headers: { 'x-app': 'kiosk 2.1' } }),
      want({ expectHeaders: { 'X-App': 'kiosk' } }),
    ],
    [
      'by a header that came twice',
      answer({ headers: { 'set-cookie': ['a=1', 'b=2'] } }),
      want({ expectHeaders: { 'set-cookie': 'b=2' } }),
    ],
    ['by a text', text('机器 in service'), want({ bodyContains: 'in service' })],
    ['by a value', json({ status: 'ok' }), jsonAt('status', 'ok')],
    ['by a value deep inside', json({ modules: [{ ok: false }, { ok: true }] }), jsonAt('modules.1.ok', true)],
    ['by a number', json({ uptime: 0 }), jsonAt('uptime', 0)],
  ])('%s', (_name, given, expected) => {
    expect(unmet(given, expected)).toBeUndefined();
  });
});

describe('an answer is not as expected', () => {
  it.each<[string, Answer, Expectation, string]>([
    [
      'status',
      answer({ status: 503 }),
      want({ expectStatus: ['200-299', 401] }),
      'expected status 200-299 or 401, got 503',
    ],
    [
      'no header',
      answer(),
      want({ expectHeaders: { 'X-App': 'kiosk' } }),
      'expected the header X-App, it is not there',
    ],
    [
      'another header',
      answer({ headers: { 'x-app': 'secret' } }),
      want({ expectHeaders: { 'X-App': 'kiosk' } }),
      'expected the text "kiosk" in the header X-App, it is not there',
    ],
    [
      'text',
      text('secret'),
      want({ bodyContains: 'in service' }),
      'expected the text "in service" in the first 64 KiB of the body, it is not there',
    ],
    [
      'no JSON',
      text('<html>secret'),
      jsonAt('status', 'ok'),
      'expected status = "ok" in the body, which is not JSON of at most 64 KiB',
    ],
    [
      'no text at all',
      answer({ body: Buffer.from([0xff]) }),
      jsonAt('status', 'ok'),
      'expected status = "ok" in the body, which is not JSON of at most 64 KiB',
    ],
    [
      'no such value',
      json({ state: 'secret' }),
      jsonAt('status', 'ok'),
      'expected status = "ok" in the body, there is no such value',
    ],
    [
      'a value of its prototype',
      json({}),
      jsonAt('constructor', 'ok'),
      'expected constructor = "ok" in the body, there is no such value',
    ],
    [
      'a step into a text',
      json({ status: 'secret' }),
      jsonAt('status.length', 6),
      'expected status.length = 6 in the body, there is no such value',
    ],
    [
      'another value',
      json({ status: 'secret' }),
      jsonAt('status', 'ok'),
      'expected status = "ok" in the body, it has another value',
    ],
    [
      'another type',
      json({ status: '1' }),
      jsonAt('status', 1),
      'expected status = 1 in the body, it has another value',
    ],
  ])('%s, and nothing of it is quoted', (_name, given, expected, sentence) => {
    expect(unmet(given, expected)).toBe(sentence);
    expect(sentence).not.toContain('secret');
  });

  it('and the status is told before anything else', () => {
    const all = want({ expectHeaders: { a: 'b' }, bodyContains: 'x' });
    expect(unmet(answer({ status: 500 }), all)).toContain('500');
  });
});
