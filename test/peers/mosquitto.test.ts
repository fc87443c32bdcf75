import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBranch, root, startRunningBranch } from '../support/branch.js';

let running: RunningBranch;

beforeAll(async () => {
  running = await startRunningBranch();
  await running.online();
});

afterAll(() => running?.end());

/** Debian's mosquitto_sub, its lines one by one. */
function subscribe(...args: string[]) {
  const child = spawn('mosquitto_sub', ['-h', '127.0.0.1', '-p', String(running.port), '-v', ...args]);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  return {
    lines,
    line: (pattern: RegExp) =>
      new Promise<string>((resolve) => {
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    async end(signal: NodeJS.Signals = 'SIGTERM') {
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

async function publish(...args: string[]): Promise<number | null> {
  const child = spawn('mosquitto_pub', ['-h', '127.0.0.1', '-p', String(running.port), ...args]);
  const [code] = await once(child, 'exit');
  return code as number | null;
}

describe('the mosquitto clients of Debian', () => {
  it("mosquitto_sub -t 'branch/#' -v shows the whole branch", async () => {
    const watcher = subscribe('-t', 'branch/#');
    for (const id of ['printer-1', 'board-1', 'board-2', 'door', 'kiosk-1']) {
      await watcher.line(new RegExp(`^${root}/device/${id}/state .*"operating":"online"`));
    }
    await watcher.line(new RegExp(`^${root}/presence .*"online"`));
    await watcher.end();
  });

  it('mosquitto_pub calls a number, mosquitto_sub sees the reply', async () => {
    const replies = subscribe('-t', `${root}/reply/#`, '-q', '1');
    const request = JSON.stringify({ id: 'pub-1', args: { number: 'A042', counter: 3 } });
    // Retried until the subscription stands: the same id is done once, however often it comes.
    const seen = replies.line(/reply\/pub-1 .*"succeeded"/);
    expect(await publish('-t', `${root}/command/board-2/call`, '-q', '1', '-m', request)).toBe(0);
    await running.observer.expect('/reply/pub-1', ({ status }) => status === 'succeeded');
    await publish('-t', `${root}/command/board-2/call`, '-q', '1', '-m', request);
    await seen;
    expect(JSON.stringify(running.branch.simulators['board-2']?.view())).toContain('A042');
    await replies.end();
  });

  it('a retained command of mosquitto_pub is rejected', async () => {
    const request = JSON.stringify({ id: 'pub-2', args: { text: 'kept' } });
    await publish('-t', `${root}/command/board-1/show`, '-q', '1', '-r', '-m', request);
    await running.observer.expect('/reply/pub-2', ({ status }) => status === 'rejected');
  });

  it('a client that insists on MQTT 5 is refused, the gateway goes on', async () => {
    expect(await publish('-V', 'mqttv5', '-t', 'queue/x', '-m', 'x')).not.toBe(0);
    expect(await publish('-V', 'mqttv311', '-t', 'queue/x', '-m', 'x')).toBe(0);
  });

  it('a last will in the name of the gateway is not believed', async () => {
    const watcher = subscribe('-t', `${root}/presence`);
    await watcher.line(/online/);
    await publish('-t', 'queue/hello', '-r', '-q', '1', '-m', 'x');
    const forged = subscribe(
      ...['-t', 'queue/#', '--will-topic', `${root}/presence`],
      ...['--will-payload', '{"data":{"status":"offline"}}', '--will-retain'],
    );
    await forged.line(/queue\/hello/);
    await forged.end('SIGKILL');
    expect((await running.observer.command('board-1', 'show', { text: 'alive' })).status).toBe('succeeded');
    expect(watcher.lines.filter((line) => line.includes('offline'))).toEqual([]);
    await watcher.end();
  });
});
