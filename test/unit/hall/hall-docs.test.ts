import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { catalogue } from '../../../gateway/alarms/catalogue.js';
import { formatProblem, loadConfig } from '../../../gateway/config/load.js';
import { hallAlarmTypes } from '../../../gateway/hall/alarm-types.js';
import { hallCommands } from '../../../gateway/hall/commands.js';
import { hallTopicSchema } from '../../../gateway/hall/hall-schema.js';

const page = readFileSync(join(import.meta.dirname, '../../../docs/hall.md'), 'utf8');

describe('docs/hall.md', () => {
  test('has a configuration that the gateway takes', async () => {
    const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(page) ?? [];
    const loaded = await loadConfig('x.yaml', { drivers, readFile: async () => Buffer.from(yaml) });
    expect(loaded.ok ? [] : loaded.problems.map(formatProblem)).toEqual([]);
  });

  test.each(Object.keys(hallCommands))('names the command %s', (name) => {
    expect(page).toContain(`\`${name} {`);
  });

  test.each(hallAlarmTypes)('names the alarm %s by its code', (type) => {
    expect(page).toContain(`${catalogue.get(type)?.code} \`${type}\``);
  });

  test.each(Object.keys(hallTopicSchema.shape).filter((field) => !['mode', 'day'].includes(field)))(
    'says what the field %s of the topic is',
    (field) => {
      expect(page).toContain(`\`${field}\``);
    },
  );
});
