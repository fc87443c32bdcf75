import type { Socket } from 'node:net';
import type { MqttClient } from 'mqtt';
import { nowMs } from './measure.js';

/** Final replies to a client's commands; `root` is the gateway's topic root. */
export async function watchReplies(client: MqttClient, root: string) {
  // A client that leaves this out waits up to 40 ms of its own: it writes a message in two pieces.
  (client.stream as Socket).setNoDelay(true);
  const waits = new Map<string, { resolve(at: number): void; reject(error: Error): void }>();
  client.on('message', (topic, payload) => {
    const id = topic.slice(topic.lastIndexOf('/') + 1);
    const { data } = JSON.parse(payload.toString()) as { data: { status: string } };
    if (data.status === 'accepted') return;
    if (data.status === 'succeeded') waits.get(id)?.resolve(nowMs());
    else waits.get(id)?.reject(new Error(payload.toString()));
    waits.delete(id);
  });
  await client.subscribeAsync(`${root}/reply/#`, { qos: 1 });
  return {
    /** Resolves with the time of the reply to this command when it succeeded. */
    to: (id: string) => new Promise<number>((resolve, reject) => waits.set(id, { resolve, reject })),
  };
}
