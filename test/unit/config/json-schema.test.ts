import { describe, expect, test } from 'vitest';
import { configJsonSchema, configJsonSchemaText } from '../../../gateway/config/json-schema.js';
import type { JsonSchema } from '../../../gateway/validation/allowed.js';
import { drivers } from './fixtures.js';

const schema = configJsonSchema(drivers);

function at(...steps: (string | number)[]): JsonSchema {
  return steps.reduce<unknown>((node, step) => (node as Record<string | number, unknown>)[step], schema) as JsonSchema;
}

/** What the schema adds for a device with this driver. */
function conditionOf(name: string): JsonSchema {
  const device = at('properties', 'devices', 'items');
  const all = device.allOf as { if: { properties: { driver: { const: string } } }; then: JsonSchema }[];
  return all.find((condition) => condition.if.properties.driver.const === name)!.then;
}

/** Every node that describes a setting. */
function* settings(node: unknown, path = ''): Generator<[string, JsonSchema]> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === 'properties') {
      for (const [name, property] of Object.entries(value as object)) yield [`${path}.${name}`, property as JsonSchema];
    }
    yield* settings(value, `${path}.${key}`);
  }
}

describe('the JSON Schema for editors', () => {
  test('asks only for what has no default, and knows no other keys', () => {
    expect(schema.required).toEqual(['version', 'branch', 'gateway']);
    expect(schema.additionalProperties).toBe(false);
    expect(at('properties', 'devices', 'items').required).toEqual(['id', 'class', 'driver']);
    expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  });

  test('names every driver there is', () => {
    expect(at('properties', 'devices', 'items', 'properties', 'driver').enum).toEqual([
      'alpha',
      'escpos',
      'foorir',
      'hid-keyboard',
      'hpc168',
      'modbus-digits',
      'modbus-pulse',
      'onbon',
      'probe',
    ]);
  });

  test('gives the options that belong to the driver', () => {
    const { properties, required } = conditionOf('onbon');
    expect(properties?.['class']).toEqual({ const: 'led-board' });
    expect(properties?.['options']).toMatchObject({
      required: ['address'],
      properties: { address: { type: 'integer', minimum: 1, maximum: 254 }, pollIntervalMs: { default: 2_000 } },
      additionalProperties: false,
    });
    expect(properties?.['options']).not.toHaveProperty('$schema');
    expect(required).toEqual(['options']);
    expect(conditionOf('escpos').required).toBeUndefined();
  });

  test('tells which of link and bus belongs to the driver, and of what type', () => {
    const [link, bus] = [{ required: ['link'] }, { required: ['bus'] }];
    expect(conditionOf('onbon').oneOf).toEqual([link, bus]);
    expect(conditionOf('escpos').allOf).toEqual([link, { not: bus }]);
    expect(conditionOf('probe').not).toEqual({ anyOf: [link, bus] });
    expect(conditionOf('modbus-digits').properties?.['link']).toEqual({ properties: { type: { enum: ['serial'] } } });
    expect(conditionOf('probe').properties).not.toHaveProperty('link');
  });

  test('has a serial port found by path or by identity, one of the two', () => {
    expect(at('properties', 'buses', 'items', 'properties', 'link', 'oneOf', 0).oneOf).toEqual([
      { required: ['path'] },
      { required: ['usb'] },
    ]);
  });

  test('describes every setting of the gateway', () => {
    const bare = [...settings(schema.properties)].filter(
      ([path, node]) => !path.includes('allOf') && typeof node === 'object' && node.description === undefined,
    );
    // `oneOf` of a link's types repeats the description one level up.
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  test('is the same text for the same drivers in any order', () => {
    const text = configJsonSchemaText(drivers);
    expect(configJsonSchemaText([...drivers].reverse())).toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(schema)));
  });

  test('leaves the schema of the checks as it was', async () => {
    const { schemaMistakes } = await import('../../../gateway/validation/schema-mistakes.js');
    const { deviceSchema } = await import('../../../gateway/config/schema.js');
    expect(schemaMistakes(deviceSchema, { id: 'a', class: 'terminal', driver: 5 })).toMatchObject([
      { path: ['driver'], allowed: 'driver name, e.g. escpos' },
    ]);
  });
});
