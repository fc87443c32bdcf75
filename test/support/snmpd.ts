import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';

/** Speaks net-snmp's pass_persist protocol: one object a line in a file that is read at each question, in walking order. */
const passScript = `
const { readFileSync } = require('node:fs');
const { createInterface } = require('node:readline');
const path = (oid) => oid.split('.').filter(Boolean).map(Number);
const compare = (a, b) => {
  for (let at = 0; at < Math.min(a.length, b.length); at++) if (a[at] !== b[at]) return a[at] - b[at];
  return a.length - b.length;
};
const objects = () =>
  readFileSync(process.argv[2], 'utf8').split('\\n').filter(Boolean).map((line) => {
    const [oid, type, ...value] = line.split(' ');
    return { oid, type, value: value.join(' '), path: path(oid) };
  }).sort((a, b) => compare(a.path, b.path));
let asked;
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'PING') return void console.log('PONG');
  if (line === 'get' || line === 'getnext') return void (asked = line);
  const fits = asked === 'get' ? (order) => order === 0 : (order) => order > 0;
  const found = objects().find((object) => fits(compare(object.path, path(line))));
  console.log(found ? '.' + found.oid + '\\n' + found.type + '\\n' + found.value : 'NONE');
});
`;

export interface Snmpd {
  readonly port: number;
  /** What its printer and its UPS tell from now on: \`OID type value\` a line. */
  tell(objects: readonly string[]): void;
  stop(): Promise<void>;
}

export const snmpdSecrets = {
  community: 'branch-ro',
  user: 'monitor',
  auth: 'correct horse battery',
  priv: 'staple of the branch',
};

/** Debian's snmpd on a free port of loopback, with files of its own only: v2c, and a user of v3 with SHA-256 and AES. */
export async function snmpdIn(folder: string): Promise<Snmpd> {
  const at = (name: string) => join(folder, name);
  const { community, user, auth, priv } = snmpdSecrets;
  // TCP ports and UDP ports are two lists; a number that is free on one is as good as any on the other.
  const port = await freePort();
  mkdirSync(at('persistent'), { recursive: true });
  writeFileSync(at('pass.cjs'), passScript);
  writeFileSync(at('objects'), '');
  const pass = (oid: string) => `pass_persist -p 10 ${oid} ${process.execPath} ${at('pass.cjs')} ${at('objects')}`;
  writeFileSync(
    at('snmpd.conf'),
    [
      `agentaddress udp:127.0.0.1:${port}`,
      `rocommunity ${community} 127.0.0.1`,
      `createUser ${user} SHA-256 "${auth}" AES "${priv}"`,
      `rouser ${user} priv`,
      pass('.1.3.6.1.2.1.25.3.5'),
      pass('.1.3.6.1.2.1.33'),
      pass('.1.3.6.1.2.1.43'),
      '',
    ].join('\n'),
  );
  const child: ChildProcess = spawn('/usr/sbin/snmpd', ['-f', '-Lo', '-C', '-c', at('snmpd.conf'), '-p', at('pid')], {
    env: { ...process.env, SNMP_PERSISTENT_DIR: at('persistent'), SNMPCONFPATH: folder, MIBS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  const running = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream as NodeJS.ReadableStream }).on('line', (line) => {
        said.push(line);
        if (line.includes('NET-SNMP version')) resolve();
      });
    }
  });
  const ended = once(child, 'exit').then(() =>
    Promise.reject(new Error(`snmpd has ended: ${said.slice(-5).join('\n')}`)),
  );
  ended.catch(() => undefined);
  await Promise.race([running, ended]);
  return {
    port,
    tell: (objects) => writeFileSync(at('objects'), objects.join('\n')),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
