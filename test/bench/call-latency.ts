import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import { freePort } from '../support/free-port.js';
import { nowMs, type Program, pause, percentile, printTable, startProgram } from './measure.js';

/** Calls per contender, at this mean rate per second; the contenders take turns, so that noise hits all alike. */
const calls = 400;
const perSecond = 40;
const warmUp = 40;

/** ACK of card 1 (led-boards-counters-hid.md 2.9, O16). */
const ack = Buffer.from('a5a5a5a5a5a5a5a50080010000000000000 0fe020500a00000000064dc5a'.replace(/ /g, ''), 'hex');
const dist = join(import.meta.dirname, '..', '..');

interface Contender {
  readonly name: string;
  readonly client: MqttClient;
  readonly topic: string;
  readonly latencies: number[];
  /** Resolves with the time at which the first byte of a write that holds the text arrived. */
  arrival(text: string): Promise<number>;
}

/** A TCP "device" that acknowledges every chunk and says when a text arrived. */
async function startDevice() {
  let look: ((chunk: Buffer) => void) | undefined;
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', (chunk) => {
      look?.(chunk);
      socket.write(ack);
    });
    socket.on('error', () => socket.destroy());
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  const arrival = (text: string) =>
    new Promise<number>((resolve) => {
      look = (chunk) => {
        if (!chunk.includes(text)) return;
        look = undefined;
        resolve(nowMs());
      };
    });
  return { port, arrival, close: () => server.close() };
}

/** Command published → first byte at the device: the gateway beside two bare scripts, in turns. */
export async function callLatency(): Promise<void> {
  const programs: Program[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'branch-gateway-bench-'));
  const contenders: Contender[] = [];
  const devices: { close(): void }[] = [];
  const add = async (name: string, topic: string, start: (mqtt: number, device: number) => Promise<void>) => {
    const mqttPort = await freePort();
    const device = await startDevice();
    devices.push(device);
    await start(mqttPort, device.port);
    const client = await connectAsync(`mqtt://127.0.0.1:${mqttPort}`, { protocolVersion: 4 });
    contenders.push({ name, client, topic, latencies: [], arrival: device.arrival });
  };
  const bare = async (...args: (string | number)[]) => {
    const program = startProgram([join(dist, 'test', 'bench', 'bare.js'), ...args.map(String)]);
    programs.push(program);
    await program.line((line) => line === 'ready');
  };

  await add('bare script beside a broker', 'call', async (mqtt, device) => {
    await bare('broker', mqtt, device);
    await bare('script', mqtt, device);
  });
  await add('bare script with the broker inside', 'call', (mqtt, device) => bare('embedded', mqtt, device));
  await add('branch-gateway', 'branch/bench/gw1/command/board-1/call', async (mqtt, device) => {
    const file = join(folder, 'bench.yaml');
    writeFileSync(file, gatewayYaml(mqtt, device));
    const args = [join(dist, 'program', 'main.js'), 'run', '--config', file, '--state', join(folder, 'state')];
    const program = startProgram(args);
    programs.push(program);
    await program.line((line) => line.includes('board-1 is online'));
  });

  for (let call = 0; call < calls + warmUp; call++) {
    for (const contender of contenders) {
      const latency = await measure(contender, call);
      if (call >= warmUp) contender.latencies.push(latency);
      await pause((1000 / perSecond / contenders.length) * (0.5 + Math.random()));
    }
  }
  await Promise.all(contenders.map(({ client }) => client.endAsync(true)));
  await Promise.all(programs.map((program) => program.end()));
  for (const device of devices) device.close();
  rmSync(folder, { recursive: true, force: true });

  const [beside, inside] = contenders;
  const ratio = (contender: Contender, base: Contender | undefined, share: number) =>
    (percentile(contender.latencies, share) / percentile(base?.latencies ?? [], share)).toFixed(2);
  printTable(
    `Call command published → first byte at the board, ${calls} calls each, in turns`,
    ['', 'p50 ms', 'p99 ms', 'p50 / beside', 'p99 / beside', 'p50 / inside', 'p99 / inside'],
    contenders.map((each) => [
      each.name,
      percentile(each.latencies, 0.5).toFixed(2),
      percentile(each.latencies, 0.99).toFixed(2),
      ratio(each, beside, 0.5),
      ratio(each, beside, 0.99),
      ratio(each, inside, 0.5),
      ratio(each, inside, 0.99),
    ]),
  );
}

async function measure({ client, topic, arrival }: Contender, call: number): Promise<number> {
  const number = `A${1000 + call}`;
  const now = Date.now();
  const request = {
    id: `bench-${now}-${call}`,
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + 10_000).toISOString(),
    args: { number, counter: 3 },
  };
  const arrived = arrival(number);
  const sent = nowMs();
  client.publish(topic, JSON.stringify(request), { qos: 1 });
  return (await arrived) - sent;
}

function gatewayYaml(mqttPort: number, devicePort: number): string {
  return `version: 1
branch: { id: bench, name: bench, timezone: Asia/Shanghai }
gateway: { id: gw1, language: en }
broker: { host: 127.0.0.1, port: ${mqttPort} }
devices:
  - { id: board-1, class: led-board, driver: onbon, link: { type: tcp, host: 127.0.0.1, port: ${devicePort} }, options: { address: 1, width: 64, height: 32 } }
`;
}
