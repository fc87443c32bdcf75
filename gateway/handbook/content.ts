import { contactAlarmOf } from '../../drivers/index.js';
import type { Catalogue, CatalogueEntry } from '../alarms/catalogue.js';
import { linkText } from '../config/link-text.js';
import type { ResolvedConfig, ResolvedDevice } from '../config/schema.js';
import { classTexts } from './classes.js';
import { handbookTexts, type Language } from './texts.js';

/** An alarm as its page tells it, in one language. */
export interface HandbookAlarm {
  readonly code: string;
  readonly type: string;
  readonly severity: CatalogueEntry['severity'];
  readonly owner: CatalogueEntry['owner'];
  readonly text: string;
  readonly meaning: string;
  /** One thing to do each. */
  readonly remedy: readonly string[];
  readonly impact: string;
  /** Who is told, where the branch says so: A and B. */
  readonly people: readonly string[];
  /** Minutes until it should be done; undefined where nobody has said. */
  readonly dueMinutes?: number;
}

export interface HandbookDevice {
  readonly id: string;
  readonly class: string;
  readonly title: string;
  /** Port, bus and address in words. */
  readonly connection: string;
  readonly enabled: boolean;
  readonly well: string;
  readonly first: readonly string[];
  /** The line to type, and what it does. */
  readonly test?: { readonly line: string; readonly does: string };
  readonly alarms: readonly HandbookAlarm[];
}

/** Everything the handbook of one branch says, ready to be set in HTML or Markdown. */
export interface Handbook {
  readonly language: Language;
  readonly branch: { readonly id: string; readonly name: string };
  readonly gatewayId: string;
  /** YYYY-MM-DD in the branch. */
  readonly date: string;
  readonly digest: string;
  readonly devices: readonly HandbookDevice[];
  readonly own: readonly HandbookAlarm[];
  readonly duty?: HandbookDuty;
}

/** Whom to call. */
export interface HandbookDuty {
  readonly manager?: string;
  readonly chores: readonly { readonly name: string; readonly a: string; readonly b?: string }[];
}

/** Who is told of an alarm, and by when it is to be done. */
export type DutyOf = (
  alarm: CatalogueEntry,
  device: ResolvedDevice | undefined,
) => { readonly people: readonly string[]; readonly dueMinutes?: number };

export interface HandbookOptions {
  readonly config: ResolvedConfig;
  readonly digest: string;
  /** With what the branch has set. */
  readonly catalogue: Catalogue;
  /** Alarm types the gateway itself can raise with this configuration. */
  readonly ownAlarms: readonly string[];
  readonly language: Language;
  /** Wall-clock ms. */
  readonly now: number;
  readonly dutyOf: DutyOf;
  readonly duty?: HandbookDuty | undefined;
}

const worstFirst = ['critical', 'major', 'minor', 'warning'];

/** The handbook of a branch: its own devices and the alarms these can raise, nothing else. */
export function handbookOf(options: HandbookOptions): Handbook {
  const { config, digest, catalogue, ownAlarms, language, now, dutyOf, duty } = options;
  const { branch, gateway } = config;
  const alarmsOf = (types: readonly string[], device: ResolvedDevice | undefined) =>
    [...new Set(types)]
      .flatMap((type) => catalogue.get(type) ?? [])
      .sort((a, b) => worstFirst.indexOf(a.severity) - worstFirst.indexOf(b.severity) || a.code.localeCompare(b.code))
      .map((entry) => alarmText(entry, language, dutyOf(entry, device)));
  return {
    language,
    branch: { id: branch.id, name: branch.name },
    gatewayId: gateway.id,
    date: new Intl.DateTimeFormat('sv-SE', { timeZone: branch.timezone, dateStyle: 'short' }).format(now),
    digest,
    devices: config.devices.map((device) => ({
      ...deviceText(device, language),
      alarms: alarmsOf(
        [contactAlarmOf(device.driver, device.options), ...device.driver.alarms.map(({ type }) => type)],
        device,
      ),
    })),
    own: alarmsOf(ownAlarms, undefined),
    ...(duty === undefined ? {} : { duty }),
  };
}

function deviceText(device: ResolvedDevice, language: Language): Omit<HandbookDevice, 'alarms'> {
  const { driver } = device;
  const texts = classTexts[driver.class];
  const { test } = texts;
  const line = `branch-gateway command ${device.id} ${test?.command ?? ''}`;
  return {
    id: device.id,
    class: texts.name[language],
    title: driver.title,
    connection: connectionText(device, language),
    enabled: device.admin === 'enabled',
    well: texts.well[language],
    first: texts.first.map((step) => step[language]),
    ...(test && driver.commands.includes(test.command) ? { test: { line, does: test.does[language] } } : {}),
  };
}

/** Where to look for the plug: the port, or the line and the place on it. */
function connectionText({ driver, link, busId, options }: ResolvedDevice, language: Language): string {
  const address = driver.busAddress?.(options);
  const words = { zh: { bus: '总线', address: '地址' }, en: { bus: 'bus', address: 'address' } };
  const { bus, address: label } = words[language];
  const parts = [
    link === undefined ? '' : linkText(link),
    busId === undefined ? '' : `${bus} ${busId}`,
    address === undefined ? '' : `${label} ${address}`,
    driver.networkPlace?.(options) ?? '',
  ];
  return parts.filter(Boolean).join(language === 'zh' ? '，' : ', ');
}

function alarmText(
  entry: CatalogueEntry,
  language: Language,
  { people, dueMinutes }: ReturnType<DutyOf>,
): HandbookAlarm {
  return {
    code: entry.code,
    type: entry.type,
    severity: entry.severity,
    owner: entry.owner,
    text: entry.text[language],
    meaning: entry.meaning[language],
    remedy: stepsOf(entry.remedy[language]),
    impact: handbookTexts[language].impacts[entry.serviceImpact],
    people,
    ...(dueMinutes === undefined ? {} : { dueMinutes }),
  };
}

/** A remedy as things to do one after the other: its sentences, and what stands between semicolons. */
export function stepsOf(remedy: string): string[] {
  return remedy
    .split(/(?<=[。；;])|(?<=\.)\s+(?=[A-Z])/u)
    .map((step) => step.trim().replace(/[；;]$/u, ''))
    .filter((step) => step !== '')
    .map((step) => step.charAt(0).toUpperCase() + step.slice(1));
}
