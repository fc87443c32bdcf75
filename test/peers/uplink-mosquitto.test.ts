import { describe, expect, it } from 'vitest';
import { centralAuthority } from '../support/central-certificates.js';
import {
  byCertificate,
  byPassword,
  exampleMosquitto,
  isOffline,
  isOnline,
  openMosquitto,
  root,
  startHome,
  startOperations,
} from './central-branch.js';

const plain = { broker: openMosquitto, scheme: 'mqtt', operations: {} } as const;
const ways = {
  'MQTT 5': { ...plain, uplink: '' },
  'MQTT 3.1.1': { ...plain, uplink: '  protocolVersion: 4\n' },
  'TLS with user and password, the example of config/': {
    broker: () => exampleMosquitto(),
    scheme: 'mqtts',
    operations: byPassword,
    uplink: '  username: b023-gw1\n  passwordFile: central.password\n  tls: { caFile: ca.pem }\n',
  },
  'TLS with a client certificate, the example of config/': {
    broker: () => exampleMosquitto(centralAuthority),
    scheme: 'mqtts',
    operations: byCertificate,
    uplink: '  tls: { caFile: ca.pem, certFile: gw.pem, keyFile: gw.key }\n',
  },
} as const;

describe('a gateway at a mosquitto', () => {
  it.each(Object.keys(ways) as (keyof typeof ways)[])(
    '%s: says how it is, hands on, is commanded, says good-bye',
    async (name) => {
      const { broker, scheme, operations, uplink } = ways[name];
      const mosquitto = await broker();
      const { gateway, observer } = await startHome(mosquitto, scheme, uplink);
      const watcher = await startOperations(mosquitto, operations);
      await watcher.expect('/presence', isOnline);
      await watcher.expect('/info');
      const health = await observer.expect('/health', ({ uplink }) =>
        JSON.stringify(uplink).includes('"connected":true'),
      );
      const protocolVersion = name === 'MQTT 3.1.1' ? 4 : 5;
      expect(health.message?.data['uplink']).toMatchObject({ connected: true, protocolVersion, connections: 1 });
      await observer.client.publishAsync('queue/b023/ticket/1', 'A001', { qos: 1 });
      const ticket = () => watcher.seen.find(({ topic }) => topic === 'queue/b023/ticket/1')?.payload.toString();
      await expect.poll(ticket, { timeout: 5_000 }).toBe('A001');
      const reply = await watcher.command('gateway', 'alarm-acknowledge', {});
      expect(reply).toMatchObject({ status: 'rejected', error: { code: 'COMMAND_ARGS_INVALID' } });
      await gateway.stop();
      await watcher.expect('/presence', isOffline, 2_000);
    },
  );
});

it('an answer wanted where the gateway has no right to write comes on the ordinary topic, and holds up nobody', async () => {
  const { broker, scheme, operations, uplink } = ways['TLS with user and password, the example of config/'];
  const mosquitto = await broker();
  const { observer } = await startHome(mosquitto, scheme, uplink);
  const watcher = await startOperations(mosquitto, operations);
  await watcher.expect('/presence', isOnline);
  await watcher.client.publishAsync(`${root}/command/gateway/no-such-command`, JSON.stringify({ id: 'c-1' }), {
    qos: 1,
    properties: { responseTopic: 'operations/inbox', correlationData: Buffer.from('1') },
  });
  await watcher.expect('/reply/c-1', ({ status }) => status === 'rejected');
  expect((await watcher.command('gateway', 'no-such-command', {})).status).toBe('rejected');
  const gap = await watcher.expect('/gap');
  expect(gap.message?.data).toMatchObject({ chain: 'critical', count: 1, reason: 'refused' });
  const alarm = await observer.expect('/alarm/gateway/uplink-dead-letter');
  expect(JSON.stringify(alarm.message?.data)).toMatch(/operations\/inbox: not authorised/);
});
