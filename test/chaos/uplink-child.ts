// One life of an outbox: opens it, appends for ever, delivers to the centre, until it is killed. It says on standard output
// "ready", "kept CHAIN SEQ NUMBER" for every append that resolved, "refused NUMBER CODE", and where it kills itself.
import { writeSync } from 'node:fs';
import { connect } from 'node:net';
import { GatewayError, systemClock } from '../../drivers/index.js';
import { nodeFiles } from '../../gateway/storage/files.js';
import { openOutbox } from '../../gateway/uplink/outbox/open.js';
import { type Chain, chains, type Outbox } from '../../gateway/uplink/outbox/outbox.js';
import { mortalFiles } from './uplink-kill-files.js';
import { contentOf, gapMessage, type LifeOrder, lines } from './uplink-kill-order.js';

/** Records sent and not acknowledged, at most. */
const window = 50;

const order = JSON.parse(process.argv[2] ?? '') as LifeOrder;
const say = (line: string) => writeSync(1, `${line}\n`);
let wake: () => void = () => undefined;
let nextNumber = order.firstNumber;

async function produce(outbox: Outbox, chain: Chain): Promise<never> {
  for (;;) {
    const n = nextNumber;
    nextNumber += 1;
    try {
      const payload = Buffer.from(contentOf(n));
      const seq = await outbox.append({ chain, topic: `t/${chain}`, payload, envelope: true });
      say(`kept ${chain} ${seq} ${n}`);
    } catch (error) {
      say(`refused ${n} ${error instanceof GatewayError ? error.code : error}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

function deliver(outbox: Outbox, port: number): void {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let inFlight = 0;
  let turn = 0;
  const next = () => {
    for (let tried = 0; tried < chains.length; tried++) {
      turn += 1;
      const record = outbox.take(chains[turn % chains.length] ?? 'critical');
      if (record) return record;
    }
    return undefined;
  };
  wake = () => {
    while (inFlight < window) {
      const record = next();
      if (!record) return;
      inFlight += 1;
      socket.write(`${record.chain} ${record.seq} ${Buffer.from(record.payload).toString()}\n`);
    }
  };
  socket.on(
    'data',
    lines((line) => {
      const [chain, seq] = line.split(' ');
      inFlight -= 1;
      outbox.acknowledge(chain as Chain, Number(seq));
      wake();
    }),
  );
  socket.on('connect', wake);
}

const outbox = await openOutbox({
  directory: order.directory,
  ...order.room,
  lingerMs: { event: order.lingerMs, telemetry: order.lingerMs },
  files: order.death ? mortalFiles(order.death) : nodeFiles,
  clock: systemClock,
  random: Math.random,
  gapMessage,
  onReadable: () => wake(),
});
say('ready');
if (order.centralPort !== undefined) deliver(outbox, order.centralPort);
await Promise.all(Array.from({ length: order.producers }, (_, i) => produce(outbox, chains[i % 3] ?? 'event')));
