import { describe, expect, it } from 'vitest';
import { terminalContract } from '../../../drivers/terminal/contract.js';

const { maintenance, probe } = terminalContract.commands;

describe('the terminal contract', () => {
  it.each([
    ['begins for an hour', { on: true, minutes: 60, reason: 'paper path cleaned' }],
    ['begins with the usual length', { on: true, reason: 'engineer on site' }],
    ['ends', { on: false, reason: 'done' }],
    ['lasts a day at most', { on: true, minutes: 1_440, reason: 'moved' }],
  ])('takes a maintenance window that %s', (_name, args) => {
    expect(maintenance?.args.safeParse(args).success).toBe(true);
  });

  it.each([
    ['no reason', { on: true, minutes: 60 }, 'reason'],
    ['an empty reason', { on: true, reason: '' }, 'reason'],
    ['no switch', { reason: 'x' }, 'on'],
    ['no length', { on: true, minutes: 0, reason: 'x' }, 'minutes'],
    ['more than a day', { on: true, minutes: 1_441, reason: 'x' }, 'minutes'],
    ['half minutes', { on: true, minutes: 1.5, reason: 'x' }, 'minutes'],
  ])('refuses one with %s and names the field', (_name, args, field) => {
    expect(maintenance?.args.safeParse(args).error?.issues[0]?.path).toEqual([field]);
  });

  it('says that only the probe may be repeated without harm', () => {
    expect([probe?.idempotent, maintenance?.idempotent]).toEqual([true, false]);
    expect(probe?.args.safeParse({ port: 80 }).success).toBe(false);
  });

  it('knows the states a terminal can be in', () => {
    const state = { modules: {}, reachable: true };
    const services = ['in-service', 'degraded', 'out-of-service', 'unknown', 'maintenance', 'idle'];
    for (const service of services) terminalContract.state.parse({ ...state, service });
    expect(terminalContract.state.safeParse({ ...state, service: 'closed' }).success).toBe(false);
  });

  it('wants a source with every module', () => {
    const state = { service: 'in-service', reachable: true };
    const module = { status: 'fail', detail: 'reader: hardwareError', source: 'xfs4iot' };
    terminalContract.state.parse({ ...state, modules: { 'card-reader': module } });
    const anonymous = { 'card-reader': { status: 'fail' } };
    expect(terminalContract.state.safeParse({ ...state, modules: anonymous }).success).toBe(false);
  });
});
