import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { freePort } from '../support/free-port.js';
import { nowMs, pause, percentile, printTable, startProgram } from './measure.js';
import { watchReplies } from './replies.js';

const presses = 200;
const warmUp = 20;
const betweenMs = 25;
const root = 'branch/bench/gw1';
const programFile = join(import.meta.dirname, '..', '..', 'program', 'main.js');

/** ACK of card 1 (led-boards-counters-hid.md 2.9, O16). */
const ack = Buffer.from('a5a5a5a5a5a5a5a500800100000000000000fe020500a00000000064dc5a', 'hex');
/** Enter, and nothing pressed: reports of a boot keyboard (led-boards-counters-hid.md 6.1) as a relay sends them. */
const down = Buffer.from('0100080000280000000000', 'hex');
const up = Buffer.from('0100080000000000000000', 'hex');

/** A device that is nothing but its socket, so that only the gateway is measured. */
async function serve(onSocket: (socket: Socket) => void) {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  return { port, close: () => server.close() };
}

/** Key pressed on a call keypad → first byte of the number at the board of its counter, both over real sockets. */
export async function hall(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
  let keypad: Socket | undefined;
  let look: ((chunk: Buffer) => void) | undefined;
  const pad = await serve((socket) => {
    keypad = socket;
  });
  const board = await serve((socket) =>
    socket.on('data', (chunk) => {
      look?.(chunk);
      socket.write(ack);
    }),
  );
  const arrival = (number: string) =>
    new Promise<number>((resolve) => {
      look = (chunk) => {
        if (!chunk.includes(number)) return;
        look = undefined;
        resolve(nowMs());
      };
    });

  const port = await freePort();
  const file = join(folder, 'hall.yaml');
  writeFileSync(
    file,
    `version: 1
branch: { id: bench, name: bench, timezone: Asia/Shanghai }
gateway: { id: gw1, language: en }
broker: { host: 127.0.0.1, port: ${port} }
devices:
  - { id: board-1, class: led-board, driver: onbon, link: { type: tcp, host: 127.0.0.1, port: ${board.port} }, options: { address: 1, width: 64, height: 32 } }
  - { id: pad-1, class: keypad, driver: hid-keyboard, link: { type: hid-tcp, host: 127.0.0.1, port: ${pad.port} }, options: { counter: 1, repeatMs: 0 } }
hall:
  services: [{ id: personal, name: { zh: 个人业务 }, prefix: A }]
  counters: [{ id: 1 }]
`,
  );
  const program = startProgram([programFile, 'run', '--config', file, '--state', join(folder, 'state')]);
  await Promise.all(['board-1', 'pad-1'].map((id) => program.line((line) => line.includes(`${id} is online`))));
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 4 });
  const replies = await watchReplies(client, root);

  const byKey: number[] = [];
  const byCommand: number[] = [];
  for (let call = 0; call < 2 * presses + warmUp; call++) {
    const ticket = replies.to(`ticket-${call}`);
    const args = { service: 'personal' };
    client.publish(`${root}/command/gateway/hall-ticket`, JSON.stringify({ id: `ticket-${call}`, args }), { qos: 1 });
    await ticket;
    await pause(betweenMs * (0.5 + Math.random()));
    const number = `A${String((call % 999) + 1).padStart(3, '0')}`;
    const arrived = arrival(number);
    const isKey = call % 2 === 0;
    const sent = nowMs();
    if (isKey) keypad?.write(down);
    else {
      const request = { id: `call-${call}`, args: { counter: 1 } };
      client.publish(`${root}/command/gateway/hall-call`, JSON.stringify(request), { qos: 1 });
    }
    const took = (await arrived) - sent;
    if (isKey) keypad?.write(up);
    if (call >= warmUp) (isKey ? byKey : byCommand).push(took);
  }
  await client.endAsync(true);
  await program.end();
  pad.close();
  board.close();
  rmSync(folder, { recursive: true, force: true });

  const row = (name: string, values: readonly number[]) => [
    name,
    ...[0.5, 0.99].map((share) => percentile(values, share).toFixed(2)),
    `${((100 * values.filter((ms) => ms < 15).length) / values.length).toFixed(1)} %`,
  ];
  printTable(
    `Next customer: asked for → first byte of the number at the board, ${presses} of each in turns; the call is on disk before`,
    ['', 'p50 ms', 'p99 ms', 'under 15 ms'],
    [row('by a key of a keypad', byKey), row('by hall-call over MQTT', byCommand)],
  );
}
