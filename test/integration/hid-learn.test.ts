import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { mainFile, runCli } from '../support/gateway-process.js';
import { hex } from '../support/hex.js';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** A keypad behind a relay, in somebody's hand. */
async function keypad() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  ends.push(() => server.close());
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[Socket]>;
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    connected: connected.then(([socket]) => {
      socket.on('error', () => undefined);
      ends.push(() => socket.destroy());
      return socket;
    }),
  };
}

const press = (code: string) => hex(`01 00 08 00 00 ${code} 00 00 00 00 00 01 00 08 00 00 00 00 00 00 00 00`);

describe('branch-gateway hid learn', () => {
  test('asks for each key and prints the device for the configuration, and nothing else', async () => {
    const { address, connected } = await keypad();
    const child = spawn(
      process.execPath,
      [mainFile, 'hid', 'learn', '--use', 'evaluation', '--counter', '3', '--relay', address],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    ends.push(() => child.kill());
    let printed = '';
    child.stdout.on('data', (chunk) => {
      printed += chunk;
    });
    const socket = await connected;
    // One key for each question, as it is asked; the first has none.
    const codes = [undefined, '5B', '5A', '59', '62'];
    let asked = '';
    child.stderr.on('data', (chunk) => {
      asked += chunk;
      while ((asked.match(/press the key/g)?.length ?? 0) > 5 - codes.length && codes.length > 0) {
        const code = codes.shift();
        if (code) socket.write(press(code));
        else child.stdin.write('\n');
      }
    });
    const [code] = await once(child, 'close');
    expect([code, asked]).toEqual([0, expect.stringContaining('  kp-3')]);
    expect(parse(printed)).toEqual([
      {
        ...{ id: 'keypad-3', class: 'keypad', driver: 'hid-keyboard' },
        link: { type: 'hid-tcp', host: '127.0.0.1', port: Number(address.split(':')[1]) },
        options: { use: 'evaluation', counter: '3', keys: { 'kp-3': 4, 'kp-2': 3, 'kp-1': 2, 'kp-0': 1 } },
      },
    ]);
  });

  test('a keypad that is not there: exit 3, with where and why', async () => {
    const { code, stderr } = await runCli(['hid', 'learn', '--counter', '1', '--relay', '127.0.0.1:1']);
    expect([code, stderr]).toEqual([3, expect.stringMatching(/cannot connect to 127\.0\.0\.1:1/)]);
  });

  test('a wrong use: exit 2, with what is allowed', async () => {
    const wrong = await runCli(['hid', 'learn', '--counter', '1', '--use', 'scan']);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('Allowed choices are call, evaluation')]);
  });
});

test('branch-gateway hid list: what is plugged in here, or why nobody can tell', async () => {
  const { code, stdout, stderr } = await runCli(['hid', 'list', '--json']);
  if (code === 0) expect(JSON.parse(stdout)).toBeInstanceOf(Array);
  else expect([code, stderr]).toEqual([1, expect.stringContaining('HID devices cannot be seen')]);
});
