import { drivers } from '../../drivers/index.js';
import { catalogueDocument } from '../alarms/catalogue/document.js';
import { catalogueEntries } from '../alarms/catalogue.js';
import { configJsonSchema } from '../config/json-schema.js';
import { messagesAsyncApi } from '../messages/async-api.js';
import { CliExit, exitCode } from './exit.js';

/** `branch-gateway schema config|messages|alarms`: JSON Schema, AsyncAPI of the topics, the alarm catalogue to read. */
export function schema(what: string): void {
  const texts: Record<string, () => string> = {
    config: () => JSON.stringify(configJsonSchema(drivers), null, 2),
    messages: () => JSON.stringify(messagesAsyncApi(drivers), null, 2),
    alarms: () => catalogueDocument(catalogueEntries, drivers).trimEnd(),
  };
  const make = Object.hasOwn(texts, what) ? texts[what] : undefined;
  if (!make) throw new CliExit(exitCode.usage, `schema ${what}: allowed: ${Object.keys(texts).join(', ')}`);
  console.log(make());
}
