import { type BrokerOptions, connect, parseMessage } from './client.js';
import { localTime } from './devices.js';
import { CliExit, exitCode } from './exit.js';

interface WatchOptions extends BrokerOptions {
  readonly json?: boolean;
}

/** `branch-gateway watch`: every message of the gateway as it comes, until interrupted. */
export async function watch(options: WatchOptions): Promise<void> {
  const { client, topics, close } = await connect(options);
  const prefix = `${topics.root}/`;
  client.on('message', (topic, payload, packet) => {
    const message = parseMessage(payload);
    if (options.json) {
      console.log(JSON.stringify({ topic, retained: packet.retain, ...(message ?? {}) }));
      return;
    }
    const short = topic.startsWith(prefix) ? topic.slice(prefix.length) : topic;
    const body =
      message === undefined
        ? Buffer.from(payload).toString('utf8') || '(emptied)'
        : JSON.stringify(message.data ?? message);
    console.log(`${localTime(message?.time)} ${packet.retain ? '=' : '·'} ${short}  ${body}`);
  });
  await client.subscribeAsync(`${topics.root}/#`, { qos: 1 });
  const lost = await new Promise<boolean>((resolve) => {
    client.once('close', () => resolve(true));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(false));
  });
  await close();
  if (lost) throw new CliExit(exitCode.unreachable, `the connection to ${options.broker} was lost`);
}
