import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../../drivers/clock.js';
import { catalogue } from '../../gateway/alarms/catalogue.js';
import { createAlarmManager } from '../../gateway/alarms/manager.js';
import { alarmRecordSchema } from '../../gateway/alarms/record.js';
import { shelfSchema } from '../../gateway/alarms/shelf.js';
import { DeviceFiles } from '../../gateway/device-file/device-files.js';
import { openStore } from '../../gateway/storage/store.js';
import { seededRandom } from '../support/random.js';

/**
 * A branch whose alarms never rest, with its device files, until it is killed. Prints a line when it has begun, and then one
 * for each note that was acknowledged. Arguments: state directory, seed.
 */
const [directory = '', seed = '1'] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const store = await openStore({ directory, clock: systemClock, compactAboveBytes: 200_000 });
const onError = (error: unknown) => writeSync(2, `${String(error)}\n`);
const alarms = createAlarmManager({
  catalogue,
  table: store.table('alarms', alarmRecordSchema),
  shelfTable: store.table('alarm-shelves', shelfSchema),
  clock: systemClock,
  language: 'zh',
  site: { branchId: 'b1', gatewayId: 'gw1' },
  bootId: `boot-${seed}`,
  // They come and go all the time, and each raise counts here.
  flapRule: { raises: 1_000, windowMs: 1 },
  sink: { stage: () => ({ changes: [], say: () => undefined }), retained: () => undefined },
  onStorageError: onError,
});
const devices = ['printer-1', 'printer-2'];
const types = ['printer-cutter-fault', 'printer-paper-out', 'printer-cover-open'];
const files = new DeviceFiles({
  root: join(directory, 'device-files'),
  devices: new Map(devices.map((id) => [id, 'network'])),
  ...{ timezone: 'Asia/Shanghai', hours: undefined, maxBytes: 64 * 1_048_576, maxAgeDays: 1_095 },
  ...{ clock: systemClock, onStorageCondition: () => undefined, onError },
});
alarms.observe((update) => files.alarmChanged(update));
files.start(alarms.records());
store.table('other', z.string());
const declarations = types.map((type) => ({ type, onDelaySeconds: 0, offDelaySeconds: 0 }));
await alarms.start(devices.map((deviceId) => ({ deviceId, declarations, contactAlarm: 'printer-offline' })));
writeSync(1, 'begun\n');

async function notes(): Promise<never> {
  for (let number = 0; ; number++) {
    const note = `${seed}/${number}`;
    await files.get('printer-1')?.tellDurably({ kind: 'note', data: { note, operator: 'x' } });
    writeSync(1, `${note}\n`);
  }
}
void notes();

const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
for (;;) {
  for (let changes = 0; changes < 3; changes++) {
    const severity = pick(['minor', 'major'] as const);
    alarms.condition(pick(devices), { type: pick(types), active: random() < 0.6, severity });
  }
  await new Promise((resolve) => setTimeout(resolve, random() * 3));
}
