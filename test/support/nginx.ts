import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.js';

/** Debian's nginx with a configuration of its own, on free ports of loopback. */
export interface Nginx {
  readonly httpPort: number;
  readonly httpsPort: number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Serves `pages` by path over HTTP and TLS; `folder` holds cert.pem and key.pem. */
export async function nginxIn(folder: string, pages: Readonly<Record<string, string>>): Promise<Nginx> {
  const [httpPort, httpsPort] = [await freePort(), await freePort()];
  const at = (name: string) => join(folder, name);
  mkdirSync(at('pages'), { recursive: true });
  for (const [name, content] of Object.entries(pages)) writeFileSync(at(`pages/${name}`), content);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${at(`temp-${kind}`)};`,
  );
  writeFileSync(
    at('nginx.conf'),
    `daemon off;
master_process off;
pid ${at('nginx.pid')};
error_log ${at('error.log')};
events { worker_connections 64; }
http {
  access_log off;
  default_type application/json;
${temporary.join('\n')}
  server {
    listen 127.0.0.1:${httpPort};
    listen 127.0.0.1:${httpsPort} ssl;
    ssl_certificate ${at('cert.pem')};
    ssl_certificate_key ${at('key.pem')};
    root ${at('pages')};
    add_header X-App kiosk-2.1;
  }
}
`,
  );
  let child: ChildProcess | undefined;
  return {
    httpPort,
    httpsPort,
    async start() {
      child = spawn('/usr/sbin/nginx', ['-p', folder, '-c', at('nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr?.on('data', (chunk) => {
        said += chunk;
      });
      const ended = once(child, 'exit').then(() => Promise.reject(new Error(said)));
      ended.catch(() => undefined);
      await Promise.race([Promise.all([listening(httpPort), listening(httpsPort)]), ended]);
    },
    async stop() {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Resolves when somebody takes connections there. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect({ host: '127.0.0.1', port });
    const taken = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (taken) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
