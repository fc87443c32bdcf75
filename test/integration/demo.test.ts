import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { mainFile } from '../support/gateway-process.js';

/** Resolves true when something listens there. */
const listens = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** A demo at work, and what it has printed so far. */
function startDemo(...args: string[]) {
  const child = spawn(process.execPath, [mainFile, 'demo', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
      for (const look of waiting) look();
    });
  }
  const closed = once(child, 'close');
  return {
    child,
    closed,
    output: () => output,
    shows: (pattern: RegExp) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          if (!pattern.test(output)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        closed.then(() => reject(new Error(`ended without ${pattern}:\n${output}`)));
        look();
      }),
  };
}

describe('the demo', () => {
  it('shows a working branch, troubles and their alarms, and leaves nothing behind at Ctrl-C', async () => {
    const { child, closed, shows, output } = startDemo('--seed', '3', '--speed', '8');
    try {
      await shows(/broker listens on mqtt:\/\/127\.0\.0\.1:1883/);
      await shows(/npx branch-gateway devices/);
      for (const device of ['printer-1', 'board-1', 'board-2', 'window-1', 'door', 'kiosk-1']) {
        await shows(new RegExp(`device  ${device} +online`));
      }
      await shows(/event {3}printer-1 +ticket-printed/);
      await shows(/event {3}board-1 +called/);
      await shows(/event {3}window-1 +called/);
      await shows(/ALARM {3}printer-1 +raise .*PRN-101/);
      await shows(/ALARM {3}printer-1 +clear .*PRN-101/);
      expect(output()).not.toMatch(/Error|undefined|\[object/);
      // Twice, as a terminal and npm together send it.
      child.kill('SIGINT');
      child.kill('SIGINT');
      const [code] = await closed;
      expect(code).toBe(0);
      const ports = [1883, 1884, 9101, 9102, 9103, 9104, 9105];
      expect(await Promise.all(ports.map(listens))).toEqual(ports.map(() => false));
    } finally {
      child.kill('SIGKILL');
    }
  }, 60_000);

  it('of terminals shows a kiosk with every source', async () => {
    const { child, closed, shows, output } = startDemo('--terminals', '--calm');
    try {
      for (const part of ['net', 'agent', 'xfs', 'pc', 'printer', 'inputs', 'cards', 'cash']) {
        await shows(new RegExp(`device  kiosk-1-${part} +online`));
      }
      await shows(/device {2}hall-ups +online/);
      await shows(/device {2}kiosk-1 +online/);
      expect(output()).not.toMatch(/Error|undefined|\[object/);
      child.kill('SIGINT');
      const [code] = await closed;
      expect(code).toBe(0);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('of a hall has customers who draw, keys that call, a keypad that loses its plug, and nothing left at Ctrl-C', async () => {
    const { child, closed, shows, output } = startDemo('--hall', '--seed', '3', '--speed', '6');
    try {
      for (const device of ['printer-1', 'board-1', 'door', 'keypad-1', 'keypad-3', 'rating-1', 'light-1', 'light-2']) {
        await shows(new RegExp(`device {2}${device} +online`));
      }
      await shows(/a day begins: \d+ customers will come/);
      await shows(/event {3}keypad-1 +pressed action=sign-on counter=1/);
      await shows(/event {3}printer-1 +ticket-printed ticketId=\d{8}-A001/);
      await shows(/event {3}keypad-\d +pressed action=next counter=\d/);
      await shows(/event {3}board-1 +called number=[ABV]\d{3} counter=[123]/);
      await shows(/somebody trips over the cable of the keypad at counter 2/);
      await shows(/ALARM {3}keypad-2 +raise \w+ KEY-601/);
      await shows(/event {3}rating-1 +scored score=[1-5] counter=1/);
      expect(output()).not.toMatch(/Error|undefined|\[object|breaks off/);
      child.kill('SIGINT');
      const [code] = await closed;
      expect(code).toBe(0);
      const ports = [1883, 1884, 9105, 9120, 9123, 9129];
      expect(await Promise.all(ports.map(listens))).toEqual(ports.map(() => false));
    } finally {
      child.kill('SIGKILL');
    }
  }, 60_000);
});
