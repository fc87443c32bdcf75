import { randomBytes } from 'node:crypto';
import { connectAsync } from 'mqtt';

/** A final reply as queue software sees it. */
export interface QueueReply {
  readonly status: string;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** Queue software's side of the local broker: sends commands and waits for their final reply. */
export interface QueueClient {
  command(deviceId: string, name: string, args: Record<string, unknown>): Promise<QueueReply>;
  close(): Promise<void>;
}

/** How long a command stays wanted, ms. */
const lifetimeMs = 10_000;

/** @param root `branch/{branchId}/{gatewayId}` of the gateway. */
export async function connectQueue({ url, root }: { url: string; root: string }): Promise<QueueClient> {
  const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 1_000 });
  const waiting = new Map<string, (reply: QueueReply) => void>();
  const session = randomBytes(4).toString('hex');
  let count = 0;
  client.on('message', (topic, payload) => {
    const id = topic.slice(topic.lastIndexOf('/') + 1);
    const reply = (JSON.parse(payload.toString()) as { data: QueueReply }).data;
    if (reply.status === 'accepted') return;
    waiting.get(id)?.(reply);
    waiting.delete(id);
  });
  await client.subscribeAsync(`${root}/reply/+`, { qos: 1 });
  return {
    async command(deviceId, name, args) {
      count += 1;
      const id = `queue-${session}-${count}`;
      const now = Date.now();
      const reply = new Promise<QueueReply>((resolve) => waiting.set(id, resolve));
      const request = {
        id,
        issuedAt: new Date(now).toISOString(),
        expiresAt: new Date(now + lifetimeMs).toISOString(),
        args,
      };
      await client.publishAsync(`${root}/command/${deviceId}/${name}`, JSON.stringify(request), { qos: 1 });
      return reply;
    },
    close: () => client.endAsync(true),
  };
}
