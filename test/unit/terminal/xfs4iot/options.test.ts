import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { terminalXfs4iot } from '../../../../drivers/terminal/xfs4iot/index.js';
import { type Xfs4iotOptions, xfs4iotOptions } from '../../../../drivers/terminal/xfs4iot/options.js';

const page = readFileSync(new URL('../../../../docs/terminal-xfs4iot.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  ([, text]) => parse(text ?? '') as { devices: { options: unknown }[] },
);

describe('options', () => {
  it('are as the page shows them', () => {
    const [simple, full] = examples.map(({ devices }) => xfs4iotOptions.parse(devices[0]?.options));
    expect(simple).toMatchObject({
      tls: 'auto',
      verifyCertificate: true,
      pingIntervalMs: 10_000,
      pollIntervalMs: 300_000,
      patienceSeconds: 120,
    });
    expect(simple?.ports).toHaveLength(13);
    expect(full).toMatchObject({
      tls: 'always',
      caFile: 'kiosk-ca.pem',
      serviceHosts: ['kiosk-2'],
      essential: ['cash-acceptor'],
    });
    expect(terminalXfs4iot.files?.(full)).toEqual([{ field: ['caFile'], name: 'kiosk-ca.pem', kind: 'authority' }]);
    expect(terminalXfs4iot.files?.(simple)).toEqual([]);
    expect(terminalXfs4iot.networkPlace?.(full)).toBe('xfs4iot 10.0.0.22, port 5846');
  });

  it.each([
    [{}, 'host'],
    [{ host: '' }, 'host'],
    [{ host: 'ws://10.0.0.21' }, 'host'],
    [{ host: 'user@kiosk' }, 'host'],
    [{ host: 'kiosk', ports: [] }, 'ports'],
    [{ host: 'kiosk', ports: [0] }, 'ports'],
    [{ host: 'kiosk', ports: Array.from({ length: 17 }, (_, index) => index + 1) }, 'ports'],
    [{ host: 'kiosk', tls: true }, 'tls'],
    [{ host: 'kiosk', connectTimeoutMs: 2_001 }, 'connectTimeoutMs'],
    [{ host: 'kiosk', commandTimeoutMs: 999 }, 'commandTimeoutMs'],
    [{ host: 'kiosk', pollIntervalMs: 9_999 }, 'pollIntervalMs'],
    [{ host: 'kiosk', patienceSeconds: -1 }, 'patienceSeconds'],
    [{ host: 'kiosk', serviceHosts: ['a/b'] }, 'serviceHosts'],
    [{ host: 'kiosk', password: 'x' }, ''],
  ])('%j is refused at %s', (options, field) => {
    const { error } = xfs4iotOptions.safeParse(options);
    expect(error?.issues.map(({ path }) => path[0] ?? '')).toContain(field);
  });

  it('each have a description', () => {
    for (const [name, field] of Object.entries(xfs4iotOptions.shape))
      expect([name, field.description]).not.toContain(undefined);
  });

  it('caFile goes to the connections as what it holds', async () => {
    const asked: unknown[] = [];
    const options = xfs4iotOptions.parse({ host: 'kiosk', caFile: 'a.pem' }) as Xfs4iotOptions;
    const context = {
      options,
      signal: new AbortController().signal,
      memory: { load: () => undefined },
      file: async (file: unknown) => {
        asked.push(file);
        return 'PEM';
      },
    };
    const session = await terminalXfs4iot.open(context as never);
    await session.close();
    expect(asked).toEqual([{ field: ['caFile'], name: 'a.pem', kind: 'authority' }]);
  });
});
