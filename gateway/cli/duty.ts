import type { DutyStatus } from '../duty/status.js';
import { askSucceeding } from './ask.js';
import { type BrokerOptions, connect } from './client.js';
import { dutyTable } from './duty-table.js';

interface DutyOptions extends BrokerOptions {
  readonly device?: string;
  readonly alarm?: string;
  readonly json?: boolean;
}

const timeoutMs = 10_000;

/** `branch-gateway duty`: who has been told of each raised alarm, what comes next and until when it is to be cleared. */
export async function duty(options: DutyOptions): Promise<void> {
  const connection = await connect(options);
  try {
    const args = {
      ...(options.device === undefined ? {} : { deviceId: options.device }),
      ...(options.alarm === undefined ? {} : { alarmType: options.alarm }),
    };
    const asked = { device: 'gateway', name: 'alarm-duty', args, timeoutMs };
    const status = (await askSucceeding(connection, asked)) as unknown as DutyStatus;
    console.log(options.json ? JSON.stringify(status, null, 2) : dutyTable(status));
  } finally {
    await connection.close();
  }
}
