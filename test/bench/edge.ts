// The real program with an uplink and no devices, for measuring programs: node edge.js MQTT_PORT CENTRAL_PORT FOLDER
//   [--protocol 4|5] [--forward FILTER] [--chain critical|event|telemetry] [--critical FILTER] [--linger MS]
//   [--max-megabytes N] [--loop-delay]
// All state lies in FOLDER and survives a kill; a central port on which nothing listens is an uplink that is away.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    protocol: { type: 'string', default: '4' },
    forward: { type: 'string', default: 't/#' },
    chain: { type: 'string', default: 'event' },
    critical: { type: 'string' },
    linger: { type: 'string', default: '0' },
    'max-megabytes': { type: 'string', default: '256' },
    'loop-delay': { type: 'boolean', default: false },
  },
});
const [port, centralPort, folder = '.'] = positionals;
const forward = [
  ...(values.critical === undefined ? [] : [`{ filter: "${values.critical}", chain: critical }`]),
  `{ filter: "${values.forward}", chain: ${values.chain} }`,
];

mkdirSync(folder, { recursive: true });
const file = join(folder, 'edge.yaml');
writeFileSync(
  file,
  `version: 1
branch: { id: bench, name: bench, timezone: Asia/Shanghai }
gateway: { id: gw1, language: en }
broker: { host: 127.0.0.1, port: ${port} }
uplink:
  url: mqtt://127.0.0.1:${Math.max(1, Number(centralPort))}
  protocolVersion: ${values.protocol}
  forward: [${forward.join(', ')}]
  outbox: { maxMegabytes: ${values['max-megabytes']}, lingerMs: { event: ${values.linger}, telemetry: ${values.linger} } }
`,
);
if (values['loop-delay']) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  setInterval(() => {
    console.log(`loop delay p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms max ${(delay.max / 1e6).toFixed(1)} ms`);
    delay.reset();
  }, 1_000).unref();
}

const state = join(folder, 'state');
process.argv.splice(2, Number.POSITIVE_INFINITY, 'run', '--config', file, '--state', state, '--log-level', 'error');
await import(new URL('../../program/main.js', import.meta.url).href);
