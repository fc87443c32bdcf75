import { drivers } from '../../drivers/index.js';
import { configJsonSchema } from '../config/json-schema.js';
import { messagesAsyncApi } from '../messages/async-api.js';
import { CliExit, exitCode } from './exit.js';

/** `branch-gateway schema config|messages`: JSON Schema of the configuration, AsyncAPI of the topics. */
export function schema(what: string): void {
  const texts: Record<string, () => unknown> = {
    config: () => configJsonSchema(drivers),
    messages: () => messagesAsyncApi(drivers),
  };
  const make = Object.hasOwn(texts, what) ? texts[what] : undefined;
  if (!make) throw new CliExit(exitCode.usage, `schema ${what}: allowed: ${Object.keys(texts).join(', ')}`);
  console.log(JSON.stringify(make(), null, 2));
}
