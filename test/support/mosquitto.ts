import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.js';

const shipped = join(import.meta.dirname, '../../config');

/** Debian's mosquitto as the centre, on the same port and the same data at every start. */
export interface Mosquitto {
  readonly port: number;
  start(): Promise<void>;
  /** Resolves when it has ended; with SIGTERM it saves what it has. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Resolves when it has saved sessions and retained messages. */
  save(): Promise<void>;
}

export interface MosquittoOptions {
  readonly folder: string;
  /** Files beside its configuration: name → content. */
  readonly files?: Readonly<Record<string, string>>;
  /** Lines of the configuration; folder and port are filled in by whoever makes them. */
  readonly conf: (place: { readonly folder: string; readonly port: number }) => string;
}

export async function mosquittoIn({ folder, files = {}, conf }: MosquittoOptions): Promise<Mosquitto> {
  const port = await freePort();
  const at = (name: string) => join(folder, name);
  mkdirSync(at('data'), { recursive: true });
  const all: Record<string, string> = { ...files, 'mosquitto.conf': conf({ folder, port }) };
  for (const [name, content] of Object.entries(all)) writeFileSync(at(name), content);
  // Started by root, mosquitto becomes a user of its own before it reads these.
  for (const name of ['', 'data']) chmodSync(at(name), 0o777);
  for (const name of Object.keys(all)) chmodSync(at(name), 0o644);
  let child: ChildProcess | undefined;
  const said: string[] = [];
  const hears = new Set<(line: string) => void>();
  const line = (end: string) =>
    new Promise<void>((resolve) => {
      const hear = (text: string) => {
        if (!text.endsWith(end)) return;
        hears.delete(hear);
        resolve();
      };
      hears.add(hear);
    });
  return {
    port,
    async start() {
      const running = line(' running');
      child = spawn('/usr/sbin/mosquitto', ['-v', '-c', at('mosquitto.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
      createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (text) => {
        said.push(text);
        for (const hear of hears) hear(text);
      });
      const ended = once(child, 'exit').then(() => Promise.reject(new Error(said.slice(-5).join('\n'))));
      ended.catch(() => undefined);
      await Promise.race([running, ended]);
    },
    async stop(signal = 'SIGTERM') {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
    async save() {
      const saved = line('mosquitto.db.');
      child?.kill('SIGUSR1');
      await saved;
    },
  };
}

/** Nothing but a port; everybody may do everything. */
export function openConf({ folder, port }: { folder: string; port: number }): string {
  return `listener ${port} 127.0.0.1
allow_anonymous true
max_inflight_messages 1000
max_queued_messages 0
persistence true
persistence_location ${folder}/data/
`;
}

export interface ShippedOptions {
  readonly folder: string;
  /** PEM texts of the broker. */
  readonly certificate: string;
  readonly key: string;
  /** Each has the password `password of {user}`. */
  readonly users: readonly string[];
  /** PEM text of the authority of client certificates: they take the place of passwords. */
  readonly clientAuthority?: string;
}

/** With the files of config/, which stay as they are but for port, places and what their comments offer. */
export function shippedMosquitto(options: ShippedOptions): Promise<Mosquitto> {
  const { folder, certificate, key, users, clientAuthority } = options;
  const passwords = join(folder, 'branches.passwd');
  writeFileSync(passwords, '');
  for (const user of users) {
    execFileSync('mosquitto_passwd', ['-b', passwords, user, `password of ${user}`], { stdio: 'ignore' });
  }
  return mosquittoIn({
    folder,
    files: {
      'central.pem': certificate,
      'central.key': key,
      'branches-ca.pem': clientAuthority ?? '',
      'branches.acl': readFileSync(join(shipped, 'central-mosquitto.acl'), 'utf8'),
      'branches.passwd': readFileSync(passwords, 'utf8'),
    },
    conf: ({ port }) => {
      const conf = readFileSync(join(shipped, 'central-mosquitto.conf'), 'utf8')
        .replace('listener 8883', `listener ${port} 127.0.0.1`)
        .replaceAll('/etc/mosquitto/certs', folder)
        .replaceAll('/etc/mosquitto', folder)
        .replace('/var/lib/mosquitto', join(folder, 'data'));
      return clientAuthority === undefined ? conf : conf.replaceAll(/^#(cafile|require|use_identity)/gm, '$1');
    },
  });
}
