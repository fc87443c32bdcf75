import { describe, expect, it } from 'vitest';
import {
  decodeAnswer,
  holdsTicket,
  statusFromAnswers,
  statusFromBlock,
} from '../../../drivers/ticket-printer/escpos/status.js';
import { hex } from '../../support/hex.js';

const flagsOf = (answers: string) => [...statusFromAnswers([...hex(answers)] as never).flags];
const blockFlags = (block: string) => [...statusFromBlock([...hex(block)]).flags];

describe('answers to DLE EOT', () => {
  it.each([
    [1, 0x12, []],
    [1, 0x16, ['drawerPin3High']],
    [1, 0x1a, ['offline']],
    [1, 0x32, ['waitingForRecovery']],
    [1, 0x52, ['feedButtonPressed']],
    [2, 0x12, []],
    [2, 0x16, ['coverOpen']],
    [2, 0x1a, ['fedByButton']],
    [2, 0x32, ['stoppedByPaperEnd']],
    [2, 0x52, ['errorOccurred']],
    [3, 0x12, []],
    [3, 0x16, ['recoverableError']],
    [3, 0x1a, ['cutterError']],
    [3, 0x32, ['unrecoverableError']],
    [3, 0x52, ['autoRecoverableError']],
    [4, 0x12, []],
    [4, 0x1e, ['nearEnd']],
    [4, 0x72, ['paperEnd']],
    [4, 0x7e, ['nearEnd', 'paperEnd']],
  ] as const)('n = %i, %i', (n, byte, flags) => expect(decodeAnswer(n, byte)).toEqual(flags));

  it.each([
    [0x16, 'nearEnd'],
    [0x1a, 'nearEnd'],
    [0x32, 'paperEnd'],
    [0x52, 'paperEnd'],
  ])('n = 4, %i: one bit of a pair is enough', (byte, flag) => expect(decodeAnswer(4, byte)).toEqual([flag]));

  it('make one status together', () => {
    expect(flagsOf('12 12 12 12')).toEqual([]);
    expect(flagsOf('1E 36 12 7E')).toEqual([
      'drawerPin3High',
      'offline',
      'coverOpen',
      'stoppedByPaperEnd',
      'nearEnd',
      'paperEnd',
    ]);
  });

  it('keep their bytes for the technician', () => {
    expect(statusFromAnswers([0x16, 0x12, 0x1a, 0x72]).raw).toBe('DLE EOT 16 12 1A 72');
  });
});

describe('automatic status blocks', () => {
  it.each([
    ['14 00 00 00', ['drawerPin3High']],
    ['10 00 00 00', []],
    ['14 00 00 0F', ['drawerPin3High']],
    ['14 00 03 0F', ['drawerPin3High', 'nearEnd']],
    ['1C 00 0F 0F', ['drawerPin3High', 'offline', 'nearEnd', 'paperEnd']],
    ['3C 00 00 0F', ['drawerPin3High', 'offline', 'coverOpen']],
    ['1C 08 00 0F', ['drawerPin3High', 'offline', 'cutterError']],
    ['1C 40 00 0F', ['drawerPin3High', 'offline', 'autoRecoverableError']],
    ['1C 20 00 0F', ['drawerPin3High', 'offline', 'unrecoverableError']],
    ['50 00 00 00', ['fedByButton']],
    ['10 03 00 00', ['waitingForRecovery', 'feedButtonPressed']],
    ['18 04 00 00', ['offline', 'recoverableError']],
    ['10 00 0C 00', ['paperEnd']],
    ['10 00 60 6F', []],
  ])('%s', (block, flags) => expect(blockFlags(block)).toEqual(flags));

  it('keep their bytes for the technician', () => {
    expect(statusFromBlock([0x1c, 0x08, 0, 0x0f]).raw).toBe('ASB 1C 08 00 0F');
  });
});

describe('the full status of a kiosk unit', () => {
  it.each([
    ['20 00 00 00', true],
    ['FF 00 00 00', true],
    ['DF FF FF FF', false],
    ['00 20 20 20', false],
  ])('%s: a ticket is held: %s', (bytes, held) => expect(holdsTicket([...hex(bytes)])).toBe(held));
});
