import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { asGatewayError, GatewayError } from '../../drivers/index.js';
import { freePort } from '../support/free-port.js';

it('a host with several addresses of which none answers is told with each of them', async () => {
  const port = await freePort();
  const socket = connect({
    host: 'centre.example',
    port,
    lookup: (_host, _options, found) =>
      found(
        null,
        ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 })),
      ),
  });
  const [error] = await once(socket, 'error').catch((cause) => [cause]);
  expect(asGatewayError(error, 'UPLINK_CONNECT_FAILED')).toMatchObject({
    code: 'UPLINK_CONNECT_FAILED',
    message: `connect ECONNREFUSED 127.0.0.1:${port}; connect ECONNREFUSED 127.0.0.2:${port}`,
    cause: error,
  });
});

it('what is ours stays what it is, and what is no error becomes one', () => {
  const ours = new GatewayError('UPLINK_LOST', 'gone');
  expect(asGatewayError(ours, 'UPLINK_SILENT')).toBe(ours);
  expect(asGatewayError('gone', 'UPLINK_SILENT')).toMatchObject({ code: 'UPLINK_SILENT', message: 'gone' });
});
