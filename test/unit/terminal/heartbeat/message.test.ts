import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalModules } from '../../../../drivers/terminal/contract.js';
import { agentModuleNames, agentModules } from '../../../../drivers/terminal/heartbeat/fields.js';
import { beatLimitBytes, readBeat } from '../../../../drivers/terminal/heartbeat/message.js';

/** The names of terminal-health.md 4.5, all of them. */
const whole = {
  'terminal-id': 'kiosk-1',
  seq: 42,
  'boot-id': '7f1c0d9e-2b1a-4f7e-9d55-0c3a1b2c3d4e',
  'app-version': '3.1.4 (build 7)',
  'uptime-s': 86_400.7,
  'in-service': true,
  modules: {
    printer: { status: 'warn', code: 'paper-low' },
    'card-reader': { status: 'ok' },
    'cash-acceptor': { status: 'fail', code: 'E:17.b_2' },
    'pin-pad': { status: 'unknown' },
    'sim-dispenser': { status: 'ok', code: '0' },
  },
  counters: { transactions: 812, 'receipts-printed': 0 },
  'last-transaction-at': '2026-11-26T09:15:00+08:00',
};
const least = { 'terminal-id': 'k', seq: 0, 'boot-id': 'a', 'in-service': false };

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const faultOf = (value: unknown) => {
  const read = readBeat(value instanceof Uint8Array ? value : bytes(value));
  return 'fault' in read ? read.fault : undefined;
};

describe('a beat', () => {
  it('is read with every name of 4.5', () => {
    expect(readBeat(bytes(whole))).toEqual({
      beat: {
        terminalId: 'kiosk-1',
        seq: 42,
        bootId: whole['boot-id'],
        version: '3.1.4 (build 7)',
        uptimeSeconds: 86_400,
        inService: true,
        modules: whole.modules,
        counters: whole.counters,
        lastTransactionAt: whole['last-transaction-at'],
      },
    });
  });

  it('needs four fields', () => {
    expect(readBeat(bytes(least))).toMatchObject({ beat: { seq: 0, inService: false, modules: {}, counters: {} } });
    for (const name of Object.keys(least)) {
      const { [name as keyof typeof least]: _, ...rest } = least;
      expect(faultOf(rest)).toMatchObject({ what: 'nothing', where: name });
    }
  });

  it('of a newer agent is read without what is not known yet, and nothing of that is kept', () => {
    const modules = { ...whole.modules, toaster: { status: 'fail' }, printer: { status: 'ok', since: 'yesterday' } };
    const read = readBeat(bytes({ ...whole, modules, 'screen-text': 'thank you', owner: { name: 'x' } }));
    expect(read).toMatchObject({ beat: { seq: 42 } });
    expect(JSON.stringify(read)).not.toMatch(/toaster|yesterday|thank you|owner/);
  });

  it('gets nothing into a prototype', () => {
    const text = `${JSON.stringify(least).slice(0, -1)},"counters":{"__proto__":1},"modules":{"__proto__":{"status":"ok"}}}`;
    const read = readBeat(Buffer.from(text));
    expect(read).toMatchObject({ beat: { counters: {}, modules: {} } });
    expect(Object.keys((read as { beat: { counters: object } }).beat.counters)).toEqual([]);
  });

  it('may say that nothing was ever done', () => {
    expect(readBeat(bytes({ ...least, 'last-transaction-at': null }))).toMatchObject({ beat: { seq: 0 } });
  });

  it('calls modules by words of the class', () => {
    const words: readonly string[] = terminalModules;
    for (const name of agentModuleNames) expect(words).toContain(agentModules[name]);
    expect(new Set(Object.values(agentModules)).size).toBe(agentModuleNames.length);
  });
});

describe('what is no beat is answered with what, where and what is allowed', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'message', 'something else'],
    ['no JSON', Buffer.from('in-service=true'), 'message', 'something else'],
    ['half of it', bytes(whole).subarray(0, 60), 'message', 'something else'],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'message', 'something else'],
    ['a list', Buffer.from('[]'), 'message', 'a list'],
    ['null', Buffer.from('null'), 'message', 'null'],
    ['a number', Buffer.from('7'), 'message', 'a number'],
    ['brackets without end', Buffer.from(`${'['.repeat(8_000)}${']'.repeat(8_000)}`), 'message', 'a list'],
    ['one byte too many', Buffer.alloc(beatLimitBytes + 1, 0x20), 'message', `${beatLimitBytes + 1} bytes`],
    ['seq as text', { ...least, seq: '1' }, 'seq', 'a text of 1 characters'],
    ['half a seq', { ...least, seq: 1.5 }, 'seq', 'a number'],
    ['a seq below 0', { ...least, seq: -1 }, 'seq', 'a number'],
    ['a seq of 13 digits', { ...least, seq: 1_000_000_000_000 }, 'seq', 'a number'],
    ['in-service as text', { ...least, 'in-service': 'true' }, 'in-service', 'a text of 4 characters'],
    ['a boot id with a space', { ...least, 'boot-id': 'a b' }, 'boot-id', 'a text of 3 characters'],
    ['a boot id of 41', { ...least, 'boot-id': 'a'.repeat(41) }, 'boot-id', 'a text of 41 characters'],
    ['an empty terminal', { ...least, 'terminal-id': '' }, 'terminal-id', 'a text of 0 characters'],
    ['a version of 41', { ...least, 'app-version': 'x'.repeat(41) }, 'app-version', 'a text of 41 characters'],
    ['a version with a line break', { ...least, 'app-version': '1\n2' }, 'app-version', 'a text of 3 characters'],
    ['an uptime below 0', { ...least, 'uptime-s': -1 }, 'uptime-s', 'a number'],
    ['modules as a list', { ...least, modules: [] }, 'modules', 'a list'],
    ['a module as a text', { ...least, modules: { printer: 'ok' } }, 'modules.printer', 'a text of 2 characters'],
    [
      'a strange status',
      { ...least, modules: { camera: { status: 'tired' } } },
      'modules.camera.status',
      'a text of 5 characters',
    ],
    ['no status', { ...least, modules: { camera: { code: 'x' } } }, 'modules.camera.status', 'nothing'],
    [
      'a code of 41',
      { ...least, modules: { camera: { status: 'ok', code: 'x'.repeat(41) } } },
      'modules.camera.code',
      'a text of 41 characters',
    ],
    [
      'an empty code',
      { ...least, modules: { camera: { status: 'ok', code: '' } } },
      'modules.camera.code',
      'a text of 0 characters',
    ],
    [
      'a sentence for a code',
      { ...least, modules: { camera: { status: 'ok', code: 'is dirty' } } },
      'modules.camera.code',
      'a text of 8 characters',
    ],
    ['counters as text', { ...least, counters: { transactions: '8' } }, 'counters', 'an object'],
    ['a counter of 13 digits', { ...least, counters: { x: 1e12 } }, 'counters', 'an object'],
    [
      '33 counters',
      { ...least, counters: Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`c${index}`, 1])) },
      'counters',
      'an object',
    ],
    ['a counter with a strange name', { ...least, counters: { 'Wang Wei': 1 } }, 'counters', 'an object'],
    [
      'a long time',
      { ...least, 'last-transaction-at': 'x'.repeat(41) },
      'last-transaction-at',
      'a text of 41 characters',
    ],
  ])('%s', (_name, value, where, what) => {
    const fault = faultOf(value);
    expect(fault).toMatchObject({ where, what });
    expect(fault?.allowed).toMatch(/\w/);
  });

  it('the largest that is taken has 16 KiB', () => {
    const text = JSON.stringify(least);
    expect(faultOf(Buffer.from(text.padEnd(beatLimitBytes)))).toBeUndefined();
  });

  it.each(['4111111111111111', '4111-1111-1111-1111', '62220212345678901', '4111.1111:1111_1111'])(
    'a card number has no place in a code, a counter or a name: %s',
    (number) => {
      for (const beat of [
        { ...least, modules: { 'card-reader': { status: 'fail', code: number } } },
        { ...least, modules: { 'card-reader': { status: 'fail', code: `E${number}` } } },
        { ...least, counters: { [`c${number.replace(/\D/g, '')}`]: 1 } },
        { ...least, counters: { last: Number(number.replace(/\D/g, '')) } },
        { ...least, seq: Number(number.replace(/\D/g, '')) },
      ]) {
        const fault = faultOf(beat);
        expect(fault).toBeDefined();
        expect(JSON.stringify(fault)).not.toContain(number.slice(0, 4));
      }
    },
  );

  it('nothing of a message is repeated in the answer', () => {
    const canary = 'canary7';
    const spoilt = [
      { ...least, [canary]: canary, seq: canary },
      { ...least, counters: { [`${canary} x`]: canary } },
      { ...least, modules: { [canary]: 1, printer: { status: canary } } },
      { ...least, 'terminal-id': `${canary} ` },
    ];
    for (const beat of spoilt) expect(JSON.stringify(faultOf(beat))).not.toContain(canary);
  });

  it('whatever comes is read or refused, and never throws', () => {
    const mostly = <T>(good: fc.Arbitrary<T>) =>
      fc.oneof({ weight: 9, arbitrary: good as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: fc.anything() });
    const near = fc.record(
      {
        'terminal-id': mostly(fc.constant('k')),
        seq: mostly(fc.nat()),
        'boot-id': mostly(fc.constant('a')),
        'in-service': mostly(fc.boolean()),
        modules: mostly(
          fc.dictionary(fc.constantFrom(...agentModuleNames), mostly(fc.constant({ status: 'fail', code: 'x' })), {
            maxKeys: 3,
          }),
        ),
        counters: mostly(fc.dictionary(fc.constantFrom('a', 'b', '中'), mostly(fc.nat()), { maxKeys: 2 })),
        'uptime-s': mostly(fc.nat()),
        'last-transaction-at': mostly(fc.string({ maxLength: 45 })),
      },
      { requiredKeys: ['terminal-id', 'seq', 'boot-id', 'in-service'] },
    );
    const messages = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
      near.map((value) =>
        Buffer.from(JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? 0 : part)) ?? ''),
      ),
    );
    let taken = 0;
    fc.assert(
      fc.property(messages, (message) => {
        const read = readBeat(message);
        if ('beat' in read) taken += 1;
        else expect(Object.values(read.fault).every((part) => part.length > 0 && part.length < 400)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    // Both sides are tried.
    expect(taken).toBeGreaterThan(20);
    expect(taken).toBeLessThan(900);
  });

  it('every single bit that flips gives a beat or a fault, and most often a fault', () => {
    const good = bytes(whole);
    let faults = 0;
    for (let bit = 0; bit < good.length * 8; bit++) {
      const spoilt = Buffer.from(good);
      spoilt[bit >> 3]! ^= 1 << (bit & 7);
      if ('fault' in readBeat(spoilt)) faults += 1;
    }
    expect(faults / (good.length * 8)).toBeGreaterThan(0.4);
  });
});
