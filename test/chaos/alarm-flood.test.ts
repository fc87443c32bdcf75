import { expect, onTestFinished, test } from 'vitest';
import { healthSchema } from '../../gateway/health/health-schema.js';
import { createSimulator } from '../../simulators/registry.js';
import { serveTcp } from '../../simulators/server.js';
import type { Simulator } from '../../simulators/simulator.js';
import type { PrinterView } from '../../simulators/ticket-printer/escpos.js';
import { createWorld } from '../../simulators/world.js';
import { AlarmView } from '../support/alarm-view.js';
import { root } from '../support/branch.js';
import { freePort } from '../support/free-port.js';
import { type GatewayProcess, startGatewayProcess, temporaryFolder } from '../support/gateway-process.js';
import { observe } from '../support/observer.js';
import { seededRandom } from '../support/random.js';
import { printerFaults } from './alarm-kill-truth.js';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Each with all the faults a printer can have at once: 500 conditions. */
const printers = Array.from({ length: 100 }, (_, index) => `printer-${index + 1}`);
const floodMs = 10_000;
/** Longest from the last change of a condition until the picture is true: a poll, and the turns of 500 records. */
const settleMs = 15_000;

/** Announced one by one whatever happens: a dead printer is more than one of many. */
const critical = /\/alarm\/printer-\d+\/printer-hardware-fault$/;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

interface Unit {
  readonly id: string;
  readonly simulator: Simulator;
  readonly port: number;
}

async function startPrinter(id: string, index: number): Promise<Unit> {
  const simulator = createSimulator('ticket-printer/escpos', createWorld({ seed: seed + index }));
  const server = await serveTcp(simulator, { port: 0 });
  onTestFinished(async () => {
    simulator.close();
    await server.close();
  });
  return { id, simulator, port: server.port };
}

async function startGateway(units: readonly Unit[], port: number): Promise<GatewayProcess> {
  const folder = temporaryFolder();
  const devices = units.map(
    (unit) =>
      `  - { id: ${unit.id}, class: ticket-printer, driver: escpos, link: { type: tcp, host: 127.0.0.1, port: ${unit.port} }, options: { profile: generic-58, pollIntervalMs: 1000 } }`,
  );
  const alarms = printerFaults.map(({ alarm }) => `  ${alarm}: { onDelaySeconds: 0, offDelaySeconds: 0 }`);
  const yaml = `version: 1
branch: { id: b1, name: 测试网点, timezone: Asia/Shanghai }
gateway: { id: gw1, healthIntervalSeconds: 5 }
broker: { host: 127.0.0.1, port: ${port} }
devices:
${devices.join('\n')}
alarms:
${alarms.join('\n')}
`;
  const gateway = await startGatewayProcess({ folder: folder.path, yaml });
  onTestFinished(async () => {
    await gateway.stop();
    folder.remove();
  });
  return gateway;
}

/** Alarms that the printers themselves say must be raised. */
function truthOf(units: readonly Unit[]): string[] {
  return units.flatMap(({ id, simulator }) => {
    const view = simulator.view() as PrinterView;
    return printerFaults.filter(({ isTrue }) => isTrue(view)).map(({ alarm }) => `${id}/${alarm}`);
  });
}

function raisedIn(view: AlarmView): string[] {
  const raised = [...view.open().values()].filter((record) => !record['is-cleared']);
  return raised.map((record) => `${record.resource.split('/')[2]}/${record['alarm-type-id']}`);
}

test(`500 conditions in ${floodMs / 1_000} s over the real program: few words, and every record right (SEED=${seed})`, async () => {
  const random = seededRandom(seed);
  const units = await Promise.all(printers.map(startPrinter));
  const port = await freePort();
  await startGateway(units, port);
  const observer = await observe(port, root);
  onTestFinished(() => observer.close());
  const view = new AlarmView();
  observer.client.on('message', (topic, payload) => view.apply(topic, payload));
  for (const { topic, payload } of observer.seen) view.apply(topic, payload);
  await Promise.all(units.map(({ id }) => observer.expect(`/${id}/state`, ({ operating }) => operating === 'online')));

  observer.forget();
  const startedAt = performance.now();
  /** Every condition begins once; some end again, and of these some come back. */
  const doings = units.flatMap(({ simulator }) =>
    printerFaults.map(async ({ begin, end }) => {
      const act = ([action, args = {}]: typeof begin) => simulator.actions[action]?.(args);
      const times = [random(), random(), random()].sort().map((share) => share * floodMs);
      const steps = [begin, end, begin].slice(0, 1 + Math.floor(random() * 3));
      for (const [index, step] of steps.entries()) {
        await sleep(startedAt + (times[index] ?? 0) - performance.now());
        act(step);
      }
    }),
  );
  const reply = sleep(floodMs / 2).then(async () => {
    await observer.expect('/alarm/gateway/flood-grouped');
    const askedAt = performance.now();
    const args = { deviceId: 'gateway', alarmType: 'flood-grouped', operator: '王工' };
    const { status } = await observer.command('gateway', 'alarm-acknowledge', args);
    return { status, ms: performance.now() - askedAt };
  });
  await Promise.all(doings);

  const truth = () => [...truthOf(units), 'gateway/flood-grouped'].sort();
  await expect.poll(() => raisedIn(view).sort(), { timeout: settleMs, interval: 100 }).toEqual(truth());
  const settledMs = performance.now() - startedAt;
  const seconds = settledMs / 1_000;
  const records = [...view.open().values()];

  const count = (topic: RegExp) => observer.seen.filter((seen) => topic.test(seen.topic)).length;
  const told = view.events.flatMap((event) => (event.change === 'list-rebuilt' ? [] : [event.alarm]));
  const loud = told.filter((record) => record['perceived-severity'] === 'critical').length;
  const said = {
    records: count(/\/alarm\/printer-/) - count(critical),
    criticalRecords: count(critical),
    flood: count(/\/alarm\/gateway\/flood-grouped$/),
    stream: told.length - loud,
    criticalStream: loud,
    summaries: count(/\/alarm-summary$/),
  };
  const health = observer.seen
    .filter(({ topic }) => topic.endsWith('/health'))
    .flatMap(({ message }) => (message ? [healthSchema.parse(message.data)] : []));
  const longestStopMs = Math.max(...health.map(({ eventLoopLagMs }) => eventLoopLagMs.max));
  const residentMB = Math.max(...health.map(({ residentBytes }) => residentBytes)) / 1e6;
  const { status, ms } = await reply;
  process.stdout.write(
    `SEED=${seed}: ${truth().length - 1} of 500 conditions true at the end, true to the subscriber after ${seconds.toFixed(1)} s; ` +
      `said: ${JSON.stringify(said)}; acknowledged in ${ms.toFixed(0)} ms; ${residentMB.toFixed(0)} MB, longest stop of the loop ${longestStopMs.toFixed(0)} ms\n`,
  );

  // docs/alarm-stream.md, "How much is published"; 10 alarms are announced before it is a flood.
  expect(said.records).toBeLessThanOrEqual(100 * (seconds + 0.1) + 10);
  expect(said.flood).toBeLessThanOrEqual(seconds + 3);
  expect(said.summaries).toBeLessThanOrEqual(seconds + 2);
  // Ten are announced before it is a flood, and their clears; then the flood itself, and who took it over.
  expect(said.stream).toBeLessThanOrEqual(10 + 10 + 2);
  const dead = records.filter((record) => !record['is-cleared'] && record['perceived-severity'] === 'critical');
  expect(dead.filter((record) => !record['x-announced'])).toEqual([]);
  expect(said.criticalStream).toBeGreaterThanOrEqual(dead.length);
  expect(view.gaps).toEqual([]);
  expect(view.behind()).toEqual([]);
  expect(status).toBe('succeeded');
  expect(ms).toBeLessThan(2_000);
  const ofPrinters = records.filter((record) => !record['is-cleared'] && record['x-code'] !== 'GWY-509');
  expect(ofPrinters.filter((record) => !record['x-verified'])).toEqual([]);
  expect(ofPrinters.filter((record) => !record['x-announced'] && record['x-suppressed-by'] === undefined)).toEqual([]);
  expect(health.length).toBeGreaterThan(0);
  expect(residentMB).toBeLessThan(250);
  expect(longestStopMs).toBeLessThan(2_000);
});
