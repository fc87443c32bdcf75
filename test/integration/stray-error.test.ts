import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, runCli, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { observe } from '../support/observer.js';

const folder = temporaryFolder();
let port: number;
let gateway: GatewayProcess;

/** What a careless library under a driver does, a moment after the start. */
const careless = `setTimeout(() => {
  Promise.reject(new Error('nobody looks at this promise'));
  new (require('node:events'))().emit('error', new Error('nobody listens to this socket'));
}, 1500)`;

beforeAll(async () => {
  port = await freePort();
  const yaml = `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1 }
broker: { host: 127.0.0.1, port: ${port} }
`;
  const script = encodeURIComponent(
    `import { createRequire } from 'node:module'; const require = createRequire('file:///'); ${careless}`,
  );
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${script}` };
  gateway = await startGatewayProcess({ folder: folder.path, yaml, env });
});
afterAll(async () => {
  await gateway?.stop();
  folder.remove();
});

describe('an error that reaches nobody', () => {
  it('is an alarm, and the gateway goes on', async () => {
    const observer = await observe(port, 'branch/b1/gw1');
    const raised = await observer.expect('/alarm/gateway/gateway-internal-error');
    expect(raised.message?.data).toMatchObject({ 'x-code': 'GWY-519', 'x-owner': 'it' });
    expect(raised.payload.toString()).toMatch(/nobody (looks|listens)/);
    await observer.close();
    const listed = await runCli(['devices', '--json', '--broker', `mqtt://127.0.0.1:${port}`]);
    expect(listed.code).toBe(0);
    expect(gateway.child.exitCode).toBeNull();
  });
});
