import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A UDP wire between a manager and an agent that keeps a copy of all the manager says. `tamper` changes what the agent says. */
export async function relay(
  ends: (() => unknown)[],
  agentPort: number,
  tamper: (bytes: Buffer) => Buffer[] = (bytes) => [bytes],
) {
  const near = createSocket('udp4');
  const far = createSocket('udp4');
  const said: Buffer[] = [];
  let manager: number | undefined;
  near.on('message', (bytes, { port }) => {
    manager = port;
    said.push(bytes);
    far.send(bytes, agentPort, '127.0.0.1');
  });
  far.on('message', (bytes) => {
    for (const piece of tamper(bytes)) if (manager) near.send(piece, manager, '127.0.0.1', () => undefined);
  });
  near.bind(0, '127.0.0.1');
  far.bind(0, '127.0.0.1');
  await Promise.all([once(near, 'listening'), once(far, 'listening')]);
  ends.push(
    () => near.close(),
    () => far.close(),
  );
  return { port: near.address().port, said };
}
