import { writeFile } from 'node:fs/promises';
import { systemClock } from '../../drivers/index.js';
import { overridden } from '../alarms/catalogue/overridden.js';
import { catalogue } from '../alarms/catalogue.js';
import { handbookOf } from '../handbook/content.js';
import { dutyOfBranch, dutyTableOf } from '../handbook/duty.js';
import { handbookHtml } from '../handbook/html.js';
import { handbookMarkdown } from '../handbook/markdown.js';
import { ownAlarmTypesOf } from '../health/own-alarm-types.js';
import { configOrExit } from './config.js';
import { CliExit, exitCode } from './exit.js';

interface HandbookOptions {
  readonly config: string;
  readonly language?: 'zh' | 'en';
  readonly format: 'html' | 'md';
  readonly out?: string;
}

/** `branch-gateway handbook`: what hall staff does at each alarm of this branch's devices, to be printed. */
export async function handbook({ config: file, language, format, out }: HandbookOptions): Promise<void> {
  const { config, digest } = await configOrExit(file);
  const content = handbookOf({
    config,
    digest,
    catalogue: overridden(catalogue, config.alarms),
    ownAlarms: ownAlarmTypesOf(config),
    language: language ?? config.gateway.language,
    now: systemClock.now(),
    dutyOf: dutyOfBranch(config),
    duty: dutyTableOf(config),
  });
  const text = format === 'md' ? handbookMarkdown(content) : handbookHtml(content);
  if (out === undefined) process.stdout.write(text);
  else {
    await writeFile(out, text).catch((error: Error) => {
      throw new CliExit(exitCode.usage, `--out ${out}: ${error.message}`);
    });
  }
}
