import { describe, expect, it } from 'vitest';
import { drivers } from '../../../drivers/index.js';
import { catalogue, catalogueEntries } from '../../../gateway/alarms/catalogue.js';
import { dutySchema } from '../../../gateway/config/duty-schema.js';
import type { ResolvedConfig } from '../../../gateway/config/schema.js';
import { classTexts } from '../../../gateway/handbook/classes.js';
import { type HandbookOptions, handbookOf, stepsOf } from '../../../gateway/handbook/content.js';
import { dutyOfBranch, dutyTableOf } from '../../../gateway/handbook/duty.js';
import { handbookHtml } from '../../../gateway/handbook/html.js';
import { handbookMarkdown } from '../../../gateway/handbook/markdown.js';

const driver = (name: string) => drivers.find((each) => each.name === name)!;
const device = (id: string, name: string, more: object = {}) => ({
  id,
  class: driver(name).class,
  driver: driver(name),
  admin: 'enabled' as const,
  options: {},
  ...more,
});

const config = {
  branch: { id: 'b023', name: '中山路营业厅', timezone: 'Asia/Shanghai' },
  gateway: { id: 'gw1', language: 'zh' },
  devices: [
    device('printer-1', 'escpos', { link: { type: 'tcp', host: '10.0.0.9', port: 9100 } }),
    device('window-1', 'modbus-digits', { busId: 'rs485-1', options: { address: 3 } }),
    device('kiosk-1', 'probe', { options: { tcp: { host: '10.0.0.21', port: 443 } } }),
  ],
} as unknown as ResolvedConfig;

const make = (changes: Partial<HandbookOptions> = {}) =>
  handbookOf({
    config,
    digest: 'abc123',
    catalogue,
    ownAlarms: ['storage-nearly-full'],
    language: 'zh',
    now: Date.UTC(2026, 10, 25, 17, 0),
    dutyOf: () => ({ people: [] }),
    ...changes,
  });

describe('what is in it', () => {
  it('are the devices of the branch and every alarm each can raise, the worst first; of others nothing', () => {
    const handbook = make();
    expect(handbook.devices.map(({ id }) => id)).toEqual(['printer-1', 'window-1', 'kiosk-1']);
    for (const [index, { driver: of }] of config.devices.entries()) {
      const types = [of.contact.alarm, ...of.alarms.map(({ type }) => type)].sort();
      expect(handbook.devices[index]?.alarms.map(({ type }) => type).sort()).toEqual(types);
    }
    const all = handbookMarkdown(handbook) + handbookHtml(handbook);
    for (const { code } of catalogueEntries.filter(({ type }) => type.startsWith('counter-')))
      expect(all).not.toContain(code);
    const order = handbook.devices[0]?.alarms.map(({ severity }) => severity) ?? [];
    const rank = ['critical', 'major', 'minor', 'warning'];
    expect(order).toEqual([...order].sort((a, b) => rank.indexOf(a) - rank.indexOf(b)));
  });

  it('says where each device hangs, and the day in the branch', () => {
    const { devices, date } = make();
    expect(devices.map(({ connection }) => connection)).toEqual([
      'tcp 10.0.0.9:9100',
      '总线 rs485-1，地址 3',
      'tcp 10.0.0.21:443',
    ]);
    expect(date).toBe('2026-11-26');
  });

  it('names the test only where the driver has one', () => {
    const [printer, , kiosk] = make({ language: 'en' }).devices;
    expect(printer?.test?.line).toBe('branch-gateway command printer-1 test');
    expect(kiosk?.test?.line).toBe('branch-gateway command kiosk-1 probe');
    const none = { ...driver('probe'), commands: [] };
    const [other] = make({
      config: {
        ...config,
        devices: [device('k', 'probe', { driver: none, options: { tcp: { host: 'h', port: 1 } } })],
      } as never,
    }).devices;
    expect(other?.test).toBeUndefined();
  });

  it('says who is told and by when, as the branch has it', () => {
    const dutyOf: HandbookOptions['dutyOf'] = ({ owner }) =>
      owner === 'flm' ? { people: ['张三', '李四'], dueMinutes: 120 } : { people: [] };
    const text = handbookMarkdown(
      make({ dutyOf, duty: { manager: '王经理', chores: [{ name: '打印纸更换', a: '张三', b: '李四' }] } }),
    );
    expect(text).toContain('大堂人员: 张三 → 李四 · 2 小时内处理完');
    expect(text).toContain('| 打印纸更换 | 张三 | 李四 |');
    expect(text).toContain('| 值班经理 | 王经理 |  |');
  });
});

describe('the people of the branch', () => {
  const duty = dutySchema.parse({
    people: { zhang: { name: '张三' }, li: { name: '李四' }, boss: { name: '王经理' } },
    manager: 'boss',
    chores: [{ name: '打印纸更换', classes: ['ticket-printer'], alarms: ['printer-paper-out'], a: 'zhang', b: 'li' }],
    slaMinutes: { flm: 90 },
  });

  it('stand at the alarms of their chores; the duty manager at the rest', () => {
    const [printer] = make({ dutyOf: dutyOfBranch({ duty }), duty: dutyTableOf({ duty }) }).devices;
    const of = (type: string) => printer?.alarms.find((alarm) => alarm.type === type);
    expect(of('printer-paper-out')).toMatchObject({ people: ['张三', '李四', '王经理'], dueMinutes: 90 });
    expect(of('printer-paper-low')).toMatchObject({ people: ['王经理'], dueMinutes: 90 });
    expect(dutyTableOf({ duty })).toEqual({
      manager: '王经理',
      chores: [{ name: '打印纸更换', a: '张三', b: '李四' }],
    });
  });

  it('are absent without a duty section, and the usual limits stand', () => {
    const [printer] = make({ dutyOf: dutyOfBranch({ duty: undefined }) }).devices;
    expect(printer?.alarms.every(({ people }) => people.length === 0)).toBe(true);
    expect(printer?.alarms.find(({ owner }) => owner === 'slm')?.dueMinutes).toBe(240);
    expect(dutyTableOf({ duty: undefined })).toBeUndefined();
  });
});

describe('a remedy as steps', () => {
  it.each([
    ['检查电源灯；重启打印机。仍异常报修。', ['检查电源灯', '重启打印机。', '仍异常报修。']],
    ['Check the lamp; restart it. Call the engineer.', ['Check the lamp', 'Restart it.', 'Call the engineer.']],
    ['Pull out 5 cm, e.g. by hand.', ['Pull out 5 cm, e.g. by hand.']],
    ['One thing only', ['One thing only']],
  ])('%s', (remedy, steps) => {
    expect(stepsOf(remedy)).toEqual(steps);
  });

  it('loses nothing of any remedy in the catalogue', () => {
    const letters = (text: string) => text.replace(/[\s；;]/gu, '').toLowerCase();
    for (const { remedy } of catalogueEntries) {
      for (const text of [remedy.zh, remedy.en]) expect(letters(stepsOf(text).join(''))).toBe(letters(text));
    }
  });
});

describe('as a document', () => {
  it.each(['zh', 'en'] as const)('in %s: every code, meaning and step is in both formats', (language) => {
    const handbook = make({ language });
    const markdown = handbookMarkdown(handbook);
    const plain = handbookHtml(handbook).replaceAll('&#39;', "'").replaceAll('&quot;', '"');
    for (const { code, meaning, remedy } of handbook.devices.flatMap(({ alarms }) => alarms)) {
      expect(markdown).toContain(`#### ${code} `);
      expect(plain).toContain(code);
      expect(plain).toContain(meaning);
      for (const step of remedy) expect(plain).toContain(`<li>${step}</li>`);
    }
  });

  it('in English has no Chinese but the names of the branch', () => {
    const markdown = handbookMarkdown(make({ language: 'en' })).replace('中山路营业厅', '');
    expect(markdown).not.toMatch(/\p{Script=Han}/u);
  });

  it('takes names for text, whatever is in them', () => {
    const named = {
      ...config,
      branch: { ...config.branch, name: '<img src=x onerror=alert(1)> | **x**' },
    } as ResolvedConfig;
    const duty = { chores: [{ name: '<b>"', a: "|'x" }] };
    const html = handbookHtml(make({ config: named, duty }));
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<b>');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
    const markdown = handbookMarkdown(make({ config: named, duty }));
    expect(markdown).toContain('# \\<img src=x onerror=alert(1)\\> | \\*\\*x\\*\\* ');
    expect(markdown).toContain('| \\<b\\>" | \\|\'x |');
  });

  it('is whole: every tag that opens closes, every link has its target', () => {
    const html = handbookHtml(make());
    for (const tag of ['section', 'article', 'table', 'tbody', 'tr', 'td', 'ol', 'li', 'p', 'h2', 'h4', 'small']) {
      const opened = html.match(new RegExp(`<${tag}[ >]`, 'g'))?.length ?? 0;
      expect([tag, html.match(new RegExp(`</${tag}>`, 'g'))?.length ?? 0]).toEqual([tag, opened]);
    }
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g)) expect(html).toContain(`id="${id}"`);
    expect(html).not.toMatch(/(?:src|href)="(?!#)/);
  });
});

it('there are texts for every class a driver can have, in both languages', () => {
  for (const { class: name } of drivers) {
    const { well, first } = classTexts[name];
    for (const { zh, en } of [classTexts[name].name, well, ...first]) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).not.toMatch(/\p{Script=Han}/u);
    }
    expect(first.length).toBeGreaterThan(0);
  }
});
