import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ledBoardContract } from '../../../drivers/led-board/contract.js';

const accepts = (command: string, args: unknown) => ledBoardContract.commands[command]?.args.safeParse(args).success;

describe('the contract of LED boards', () => {
  it('has the commands queue software relies on, all harmless to repeat', () => {
    expect(Object.keys(ledBoardContract.commands)).toEqual([
      'show',
      'call',
      'clear',
      'brightness',
      'power',
      'sync-clock',
      'test',
    ]);
    expect(Object.values(ledBoardContract.commands).every(({ idempotent }) => idempotent)).toBe(true);
  });

  it.each([
    ['show', { text: '欢迎光临' }],
    ['show', { text: 'A', zone: 'left', seconds: 86_400 }],
    ['call', { number: 'A001', counter: '3' }],
    ['call', { number: 'A001', counter: 3, zone: 'main' }],
    ['call', { number: 17, counter: 3 }],
    ['call', { number: 17, counter: 3, blinkSeconds: 60 }],
    ['clear', {}],
    ['clear', { zone: 'main' }],
    ['brightness', { percent: 0 }],
    ['brightness', { percent: 100 }],
    ['power', { on: false }],
    ['sync-clock', {}],
    ['test', {}],
    ['test', { seconds: 600 }],
  ])('%s takes %j', (command, args) => {
    expect(accepts(command, args)).toBe(true);
  });

  it.each([
    ['show', {}],
    ['show', { text: '' }],
    ['show', { text: 'x'.repeat(1_001) }],
    ['show', { text: 5 }],
    ['show', { text: 'A', seconds: 0 }],
    ['show', { text: 'A', seconds: 1.5 }],
    ['show', { text: 'A', seconds: 86_401 }],
    ['show', { text: 'A', zone: '' }],
    ['call', { number: 'A001' }],
    ['call', { counter: 3 }],
    ['call', { number: '', counter: 3 }],
    ['call', { number: 'A001', counter: -1 }],
    ['call', { number: 'A001', counter: 1.5 }],
    ['call', { number: 'x'.repeat(33), counter: 3 }],
    ['call', { number: 'A001', counter: 1, blinkSeconds: 61 }],
    ['brightness', {}],
    ['brightness', { percent: 101 }],
    ['brightness', { percent: -1 }],
    ['power', { on: 'yes' }],
    ['test', { seconds: 0 }],
  ])('%s refuses %j', (command, args) => {
    expect(accepts(command, args)).toBe(false);
  });

  it.each(Object.keys(ledBoardContract.commands))('%s refuses an argument it does not know', (command) => {
    const good: Record<string, object> = {
      show: { text: 'A' },
      call: { number: 'A001', counter: 3 },
      brightness: { percent: 5 },
      power: { on: true },
    };
    expect(accepts(command, { ...good[command] })).toBe(true);
    expect(accepts(command, { ...good[command], zome: 'main' })).toBe(false);
  });

  it('describes every argument, and can be turned into JSON Schema', () => {
    for (const [name, { args }] of Object.entries(ledBoardContract.commands)) {
      const { properties = {} } = z.toJSONSchema(args, { io: 'input' });
      for (const [field, schema] of Object.entries(properties)) {
        expect(schema, `${name}.${field}`).toMatchObject({ description: expect.any(String) });
      }
    }
  });

  it('has the state consumers rely on', () => {
    const zones = { main: { text: 'A001', verified: 'acknowledged', blinking: true } };
    const state = { showing: { main: 'A001' }, zones, verified: 'acknowledged', power: true, brightness: 60 };
    expect(ledBoardContract.state.parse(state)).toEqual(state);
    expect(ledBoardContract.state.safeParse({ ...state, verified: 'hoped' }).success).toBe(false);
    expect(ledBoardContract.state.safeParse({ ...state, showing: 'A001' }).success).toBe(false);
  });

  it('says what was called and shown', () => {
    const { called, shown } = ledBoardContract.events;
    const call = { number: 'A001', counter: 3, zone: 'main', text: 'A001 to counter 3' };
    expect(called?.parse(call)).toEqual(call);
    expect(shown?.parse({ zone: 'main', text: 'A' })).toEqual({ zone: 'main', text: 'A' });
    expect(called?.safeParse({ number: 'A001' }).success).toBe(false);
  });
});
