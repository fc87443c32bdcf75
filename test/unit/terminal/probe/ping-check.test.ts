import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { CheckContext } from '../../../../drivers/terminal/probe/attempt.js';
import { pingCheck } from '../../../../drivers/terminal/probe/ping-check.js';
import { VirtualClock } from '../../../support/virtual-clock.js';

const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-ping-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const argumentsFile = join(folder, 'arguments');
let programs = 0;

/** A program in place of ping that notes its arguments and does as told. */
function program(body: string): string {
  const file = join(folder, `ping-${++programs}`);
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$@" > ${argumentsFile}\n${body}\n`);
  chmodSync(file, 0o755);
  return file;
}

function world(timeoutMs = 3_000) {
  const clock = new VirtualClock();
  const ended = new AbortController();
  const context: CheckContext = { clock, signal: ended.signal, timeoutMs };
  return { clock, context, end: () => ended.abort() };
}

const iputils = `echo '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=12.6 ms'; exit 0`;

describe('the ping check', () => {
  it('sends one request and reads its time', async () => {
    const { context, clock } = world();
    expect(await pingCheck({ host: '10.0.0.1', program: program(iputils) }, context)).toEqual({
      kind: 'answered',
      latencyMs: 13,
    });
    expect(readFileSync(argumentsFile, 'utf8').split('\n').slice(0, -1)).toEqual([
      '-c',
      '1',
      '-W',
      '3',
      '--',
      '10.0.0.1',
    ]);
    expect(clock.pending).toBe(0);
  });

  it('waits for whole seconds, the next above its time-out', async () => {
    await pingCheck({ host: '10.0.0.1', program: program('exit 0') }, world(1_100).context);
    expect(readFileSync(argumentsFile, 'utf8').split('\n')[3]).toBe('2');
  });

  it.each<[string, string, object]>([
    ['no answer', "echo '1 packets transmitted, 0 received, 100% packet loss'; exit 1", { kind: 'no-answer' }],
    ['an unknown name', "echo 'ping: kiosk: Name or service not known' >&2; exit 2", { kind: 'no-route' }],
    ['an unknown name, BusyBox', 'echo "ping: bad address \'kiosk\'" >&2; exit 1', { kind: 'no-route' }],
    ['no route', "echo 'ping: connect: Network is unreachable' >&2; exit 2", { kind: 'no-route' }],
    ['no right to', "echo 'ping: socket: Operation not permitted' >&2; exit 2", { kind: 'not-available' }],
    ['no right to, BusyBox', "echo 'ping: permission denied (are you root?)' >&2; exit 1", { kind: 'not-available' }],
    ['a ping of another kind', "echo 'Usage: ping [options]' >&2; exit 64", { kind: 'not-available' }],
    ['a time it does not tell', 'exit 0', { kind: 'answered', latencyMs: 0 }],
    [
      'much to say',
      'i=0; while [ $i -lt 3000 ]; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; i=$((i+1)); done; exit 1',
      { kind: 'no-answer' },
    ],
  ])('knows %s', async (_name, body, outcome) => {
    expect(await pingCheck({ host: 'kiosk', program: program(body) }, world().context)).toMatchObject(outcome);
  });

  it('is not available where there is no such program', async () => {
    const { context, clock } = world();
    expect(await pingCheck({ host: '10.0.0.1', program: join(folder, 'absent') }, context)).toMatchObject({
      kind: 'not-available',
      reason: expect.stringContaining('ENOENT'),
    });
    expect(clock.pending).toBe(0);
  });

  it('ends a program that hangs', async () => {
    const { context, clock } = world();
    const check = pingCheck({ host: '10.0.0.1', program: program('exec sleep 100') }, context);
    await clock.advance(3_000);
    expect(await check).toEqual({ kind: 'no-answer', reason: 'no answer within 3000 ms' });
  });

  it('ends with the session', async () => {
    const { context, clock, end } = world();
    const check = pingCheck({ host: '10.0.0.1', program: program('exec sleep 100') }, context);
    end();
    await check;
    expect(clock.pending).toBe(0);
  });

  it.each([
    '-f',
    '--flood',
    '',
    ' -f',
    '10.0.0.1 -f',
    '$(reboot)',
    '10.0.0.1;reboot',
    '10.0.0.1\n-f',
    `a${'b'.repeat(253)}`,
  ])('hands no program the host %j', async (host) => {
    rmSync(argumentsFile, { force: true });
    expect(await pingCheck({ host, program: program('exit 0') }, world().context)).toMatchObject({ kind: 'no-route' });
    expect(() => readFileSync(argumentsFile)).toThrow('ENOENT');
  });
});
