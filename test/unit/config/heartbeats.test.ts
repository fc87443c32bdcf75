import { describe, expect, it } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { loadConfig } from '../../../gateway/config/load.js';
import { formatProblem } from '../../../gateway/config/problems.js';
import { filesystem, head } from './fixtures.js';

const files = {
  'kiosk.token': 'a-token-of-this-kiosk\n',
  'short.token': 'x7\n',
  'odd.token': 'not a token at all\n',
  'queue.password': 'x',
  'kiosk.password': 'x',
  'vendor.password': 'x',
};

async function mistakes(body: string): Promise<string[]> {
  const placed = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/etc/branch/${name}`, text]));
  const readFile = filesystem({ ...placed, '/etc/branch/x.yaml': head + body });
  const loaded = await loadConfig('/etc/branch/x.yaml', { drivers, readFile });
  return loaded.ok ? [] : loaded.problems.map(formatProblem);
}

const kiosk = (options = '') =>
  `devices: [{ id: kiosk-1, class: terminal, driver: heartbeat, options: { ${options} } }]\n`;
const users = (...names: string[]) =>
  `broker: { users: [${names.map((name) => `{ name: ${name}, passwordFile: ${name.replace(/-.*/, '')}.password }`).join(', ')}] }\n`;
const lan = 'http: { host: 0.0.0.0, tokenFile: kiosk.token }\n';

describe('a terminal that reports by itself, in the configuration', () => {
  it.each([
    ['without anything', kiosk()],
    [
      'with everything',
      kiosk(
        'periodSeconds: 30, host: { address: 10.0.0.21, ports: [443, 3389] }, terminalId: K.017, tokenFile: kiosk.token, modules: [printer, pin-pad], essential: [printer], inactiveHours: 2.5',
      ),
    ],
    ['over HTTP of this machine', `http: {}\n${kiosk()}`],
    ['over HTTP on the LAN with a token', `${lan}${kiosk('tokenFile: kiosk.token')}`],
    [
      'over MQTT alone, beside an HTTP end point on the LAN',
      `${users('queue', 'vendor')}${lan}${kiosk('users: [vendor]')}`,
    ],
    ['as the user named like it', `${users('kiosk-1')}${kiosk()}`],
    ['as one of its users', `${users('queue', 'vendor')}${kiosk('users: [vendor]')}`],
    ['with users where the broker has none', kiosk('users: [vendor]')],
    ['by HTTP where the broker has other users', `${users('queue')}http: {}\n${kiosk()}`],
  ])('%s', async (_name, body) => {
    expect(await mistakes(body)).toEqual([]);
  });

  it.each([
    [
      'on the LAN without a token',
      `${lan}${kiosk()}`,
      'devices[0].options.tokenFile: found nothing, allowed: a file with a bearer token, as http.host is "0.0.0.0"; or users, for a terminal that reports over MQTT only',
    ],
    [
      'as a user who is none',
      `${users('queue', 'vendor')}${kiosk('users: [vendors]')}`,
      'devices[0].options.users[0]: found "vendors", allowed: a user of broker.users: queue, vendor. Did you mean "vendor"?',
    ],
    [
      'with nobody who may',
      `${users('queue')}${kiosk()}`,
      'devices[0].options.users: found nobody who may report for it, allowed: a user of broker.users named kiosk-1, others of them as users, or an http end point',
    ],
    [
      'with a token that is missing',
      kiosk('tokenFile: gone.token'),
      'devices[0].options.tokenFile: found no such file (/etc/branch/gone.token)',
    ],
    [
      'with a short token',
      kiosk('tokenFile: short.token'),
      'devices[0].options.tokenFile: found a token under 16 bytes',
    ],
    [
      'with a sentence for a token',
      kiosk('tokenFile: odd.token'),
      'devices[0].options.tokenFile: found a token with other characters',
    ],
    [
      'with a period of a second',
      kiosk('periodSeconds: 1'),
      'devices[0].options.periodSeconds: found 1, allowed: a number from 2 to 3600',
    ],
    ['with a module nobody knows', kiosk('modules: [toaster]'), 'devices[0].options.modules[0]: found "toaster"'],
    ['with a port too many', kiosk('host: { address: x, ports: [1, 2, 3, 4, 5] }'), 'devices[0].options.host.ports'],
    ['with a misspelt option', kiosk('period: 60'), 'devices[0].options.period: found an unknown key'],
    [
      'with a link',
      'devices: [{ id: kiosk-1, class: terminal, driver: heartbeat, link: { type: tcp, host: x, port: 1 } }]\n',
      'devices[0].link',
    ],
  ])('%s is a mistake', async (_name, body, expected) => {
    const [first, ...others] = await mistakes(body);
    expect(first).toContain(expected);
    expect(others).toEqual([]);
    for (const secret of Object.values(files).filter((text) => text.length > 1))
      expect(first).not.toContain(secret.trim());
  });
});
