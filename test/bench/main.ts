// npm run bench [-- footprint|call-latency|outbox|uplink|tickets|boards|device-file|hall|terminals|forecast …]: measures and prints; asserts nothing.
import { alarms } from './alarms.js';
import { boards } from './boards.js';
import { callLatency } from './call-latency.js';
import { deviceFile } from './device-file.js';
import { footprint } from './footprint.js';
import { forecast } from './forecast.js';
import { hall } from './hall.js';
import { machine } from './measure.js';
import { outbox } from './outbox.js';
import { terminalsBench } from './terminals.js';
import { tickets } from './tickets.js';
import { uplink } from './uplink.js';

const benches: Readonly<Record<string, () => Promise<void>>> = {
  footprint,
  'call-latency': callLatency,
  outbox,
  uplink,
  tickets,
  boards,
  alarms,
  'device-file': deviceFile,
  hall,
  terminals: terminalsBench,
  forecast,
};
const asked = process.argv.slice(2);

console.log(machine());
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  const bench = benches[name];
  if (!bench) throw new Error(`no benchmark "${name}"; there are: ${Object.keys(benches).join(', ')}`);
  await bench();
}
