import type { HallReport } from '../hall/hall-schema.js';
import { type BrokerOptions, collect, connect } from './client.js';
import { CliExit, exitCode } from './exit.js';
import { hallText } from './hall-text.js';

interface HallOptions extends BrokerOptions {
  readonly json?: boolean;
}

/** `branch-gateway hall`: who waits, for how long, and which counters are open. */
export async function hall(options: HallOptions): Promise<void> {
  const { client, topics, close } = await connect(options);
  const found = await collect(client, [topics.hall, topics.info], (seen) => seen.size === 2);
  await close();
  const report = found.get(topics.hall)?.data as HallReport | undefined;
  if (!report) throw new CliExit(exitCode.failed, 'this gateway keeps no queue: its configuration has no hall');
  if (options.json) return console.log(JSON.stringify(report, null, 2));
  const info = found.get(topics.info)?.data as { gateway?: { language?: string } } | undefined;
  console.log(hallText(report, info?.gateway?.language === 'en' ? 'en' : 'zh'));
}
