import { expect, test } from 'vitest';
import type { TerminalModule } from '../../../drivers/terminal/contract.js';
import { serviceOf } from '../../../drivers/terminal/service.js';

const says = (status: TerminalModule['status']): TerminalModule => ({ status, source: 'test' });

test.each([
  ['all well', { application: says('ok'), printer: says('ok') }, 'in-service'],
  ['a module fails', { application: says('ok'), printer: says('fail') }, 'degraded'],
  ['a module warns', { application: says('ok'), printer: says('warn') }, 'degraded'],
  ['an essential module only warns', { application: says('warn') }, 'degraded'],
  ['an essential module fails', { application: says('fail'), printer: says('ok') }, 'out-of-service'],
  ['one is unknown, the rest is well', { application: says('unknown'), printer: says('ok') }, 'in-service'],
  ['all are unknown', { application: says('unknown') }, 'unknown'],
  ['there are none', {}, 'unknown'],
] as const)('%s', (_name, modules, service) => {
  expect(serviceOf(modules, ['application'])).toBe(service);
});
