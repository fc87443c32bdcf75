import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOutgoing, encodeCommand, type NutCommand } from '../../../../drivers/terminal/nut/command.js';

const text = (command: NutCommand) => Buffer.from(encodeCommand(command)).toString('utf8');
const check = (line: string) => () => checkOutgoing(Buffer.from(line, 'utf8'));

describe('what may be said', () => {
  it.each<[NutCommand, string]>([
    [['VER'], 'VER\n'],
    [['NETVER'], 'NETVER\n'],
    [['PROTVER'], 'PROTVER\n'],
    [['LIST', 'UPS'], 'LIST UPS\n'],
    [['LIST', 'VAR', 'ups1'], 'LIST VAR ups1\n'],
    [['GET', 'VAR', 'ups1', 'ups.status'], 'GET VAR ups1 ups.status\n'],
    [['GET', 'UPSDESC', 'ups1'], 'GET UPSDESC ups1\n'],
    [['STARTTLS'], 'STARTTLS\n'],
    [['LOGOUT'], 'LOGOUT\n'],
  ])('%j is %j', (command, line) => {
    expect(text(command)).toBe(line);
    expect(check(line)).not.toThrow();
  });

  it('names with blanks, quotes and backslashes stay one word', () => {
    expect(text(['LIST', 'VAR', 'a "b" \\'])).toBe('LIST VAR "a \\"b\\" \\\\"\n');
    expect(check(text(['LIST', 'VAR', 'a "b" \\']))).not.toThrow();
  });
});

describe('what is held back in front of the wire', () => {
  it.each([
    ...['LOGIN ups1', 'FSD ups1', 'MASTER ups1', 'PRIMARY ups1', 'SET VAR ups1 battery.charge.low 90'],
    ...['INSTCMD ups1 shutdown.return', 'USERNAME admin', 'PASSWORD secret', 'ATTACH ups1', 'DETACH ups1', 'HELP'],
    ...['LIST CMD ups1', 'LIST RW ups1', 'LIST CLIENT ups1', 'GET CMDDESC ups1 load.off', 'GET NUMLOGINS ups1'],
    ...[
      'login ups1',
      '"LOGIN" ups1',
      'LO\\GIN ups1',
      ' LOGIN ups1',
      'LIST',
      'LIST UPS ups1',
      'LIST VAR',
      'GET VAR ups1',
    ],
    ...['GET VAR ups1 ups.status more', 'VER now', 'LIST VAR "open', ''],
  ])('%j', (line) => {
    expect(check(`${line}\n`)).toThrow('this is never sent to a NUT server');
  });

  it.each([
    ['a second line', 'LIST VAR ups1\nFSD ups1\n'],
    ['a second line in a name', text(['LIST', 'VAR', 'a\nFSD ups1'])],
    ['a carriage return in a name', text(['LIST', 'VAR', 'a\rFSD ups1'])],
    ['a zero byte', 'LIST VAR ups1\u0000\n'],
    ['no end', 'VER'],
    ['two lines that are each allowed', 'VER\nVER\n'],
  ])('%s', (_, line) => {
    expect(check(line)).toThrow('never sent');
  });

  it('whatever a name is: either it is one word of LIST VAR, or nothing is sent', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '"', '\\', ' ', '\n', '\r', '\t', 'FSD', '\u0000') }),
        (name) => {
          const line = text(['LIST', 'VAR', name]);
          const isClean = !/[\u0000-\u001f]/.test(name);
          if (isClean) expect(check(line)).not.toThrow();
          else expect(check(line)).toThrow('never sent');
          expect(isClean ? line.split('\n').length : 2).toBe(2);
        },
      ),
      { numRuns: 300 },
    );
  });
});
