import { z } from 'zod';
import type { AnyDriver } from '../../drivers/index.js';
import { catalogue } from '../alarms/catalogue.js';
import type { JsonSchema } from '../validation/allowed.js';
import { alarmsSchema } from './alarms-schema.js';
import { configSchema, deviceSchema } from './schema.js';

/** Draft 7 is what editors' YAML support knows best; `input` because defaults need not be written. */
const generation = { target: 'draft-07', io: 'input', unrepresentable: 'any' } as const;

/**
 * JSON Schema of the configuration file for editors: names the drivers, each one's options and kind of link, and the
 * types of alarms.
 * The same drivers always give the same text.
 */
export function configJsonSchema(drivers: readonly AnyDriver[]): JsonSchema {
  const byName = [...drivers].sort((a, b) => (a.name < b.name ? -1 : 1));
  return z.toJSONSchema(configSchema, {
    ...generation,
    override({ zodSchema, jsonSchema }) {
      if (zodSchema === deviceSchema) jsonSchema.allOf = byName.map(driverCondition);
      if (zodSchema === deviceSchema.shape.driver) jsonSchema.enum = byName.map(({ name }) => name);
      if (zodSchema === alarmsSchema) jsonSchema.propertyNames = { enum: [...catalogue.keys()] };
    },
  });
}

/** The text of config/branch-gateway.schema.json. */
export function configJsonSchemaText(drivers: readonly AnyDriver[]): string {
  return `${JSON.stringify(configJsonSchema(drivers), null, 2)}\n`;
}

function driverCondition(driver: AnyDriver): JsonSchema {
  const { $schema: _, ...options } = z.toJSONSchema(driver.options, generation);
  return {
    if: { properties: { driver: { const: driver.name } }, required: ['driver'] },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema
    then: {
      properties: {
        class: { const: driver.class },
        driver: { description: driver.title },
        options: options as JsonSchema,
        ...(driver.linkTypes.length > 0 ? { link: { properties: { type: { enum: [...driver.linkTypes] } } } } : {}),
      },
      ...attachment(driver),
      ...(options.required ? { required: ['options'] } : {}),
    },
  };
}

/** Where a driver stands decides which of `link` and `bus` is written. */
function attachment({ linkKind }: AnyDriver): JsonSchema {
  const [link, bus]: JsonSchema[] = [{ required: ['link'] }, { required: ['bus'] }];
  if (linkKind === 'bus') return { oneOf: [link, bus] as JsonSchema[] };
  if (linkKind === 'none') return { not: { anyOf: [link, bus] as JsonSchema[] } };
  return { allOf: [link, { not: bus }] as JsonSchema[] };
}
