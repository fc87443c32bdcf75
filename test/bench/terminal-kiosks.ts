// A program of its own, so that its work is not the gateway's: N full kiosks and a control channel, told on one line.
import { serveControl } from '../../simulators/control.js';
import type { Simulator } from '../../simulators/simulator.js';
import { startFullKiosk } from '../../simulators/terminal/full-kiosk.js';
import { createWorld } from '../../simulators/world.js';

const [count = '1', brokerPort = '0', root = ''] = process.argv.slice(2);

const simulators: Record<string, Simulator> = {};
const ports = [];
for (let number = 1; number <= Number(count); number++) {
  const id = `kiosk-${number}`;
  const kiosk = await startFullKiosk({
    world: (index) => createWorld({ seed: number * 16 + index }),
    agent: { url: `mqtt://127.0.0.1:${brokerPort}`, root, deviceId: `${id}-agent`, periodSeconds: 60 },
  });
  for (const [part, simulator] of Object.entries(kiosk.simulators)) simulators[`${id}-${part}`] = simulator;
  ports.push(kiosk.ports);
}
const control = await serveControl({ port: 0, simulators });
console.log(JSON.stringify({ ports, control: control.port }));
