import type { AlarmCondition, AlarmDeclaration } from '../../driver.js';
import type { TerminalModule } from '../contract.js';
import { type Figures, testFailed, timeLeft, type Variables } from './reading.js';
import { describeTokens, mainsOf, type Tokens } from './status.js';

export const contactAlarm = 'ups-unreachable';
const mainsLost = 'mains-lost-on-battery';
const batteryLow = 'ups-battery-low';
const replaceBattery = 'ups-replace-battery';
const overload = 'ups-overload-or-bypass';

export const alarmDeclarations: readonly AlarmDeclaration[] = [
  { type: mainsLost },
  // Also raised because the UPS fell silent on battery, and then there is no contact.
  { type: batteryLow, outlivesContact: true },
  { type: replaceBattery },
  { type: overload },
];

/** What a UPS said last. */
export interface Reading {
  readonly tokens: Tokens;
  readonly variables: Variables;
  readonly figures: Figures;
  /** The mains as last seen, where the tokens of now do not tell. */
  readonly mainsBefore: 'present' | 'lost';
}

/** Every alarm of a UPS with the condition this reading tells of (terminal-health.md 3.1 and 9.4). */
export function alarmsOf({ tokens, variables, figures, mainsBefore }: Reading): AlarmCondition[] {
  const has = (...any: readonly string[]) => any.filter((token) => tokens.includes(token));
  const status = describeTokens(tokens);
  const mains = mainsOf(tokens);
  const lost = (mains === 'unknown' ? mainsBefore : mains) === 'lost';
  const forced = tokens.includes('FSD');
  const low = forced || (lost && tokens.includes('LB'));
  const failedTest = testFailed(variables) ? `, test: ${variables.get('ups.test.result')}` : '';
  return [
    condition(mainsLost, lost, `${status}: ${timeLeft(figures)}`),
    condition(batteryLow, low, `${status}: ${timeLeft(figures)}`),
    condition(replaceBattery, has('RB').length > 0 || failedTest !== '', `${status}${failedTest}`),
    condition(overload, has('OVER', 'BYPASS').length > 0, `${status}${loadText(figures)}`),
  ];
}

/** A UPS that fell silent on battery counts as one whose battery is nearly empty (terminal-health.md 3.1). */
export function silentOnBattery(why: string): AlarmCondition {
  return { type: batteryLow, active: true, detail: why };
}

/** The parts of a terminal this is about. */
export function modulesOf(reading: Reading): Readonly<Record<'ups' | 'mains', TerminalModule>> {
  const { tokens, variables, figures, mainsBefore } = reading;
  const source = 'nut';
  const isActive = (type: string) => alarmsOf(reading).some((each) => each.type === type && each.active);
  const own = variables.get('ups.alarm');
  const detail = describeTokens(tokens) + (tokens.includes('ALARM') && own ? `: ${own}` : '');
  const fails = isActive(batteryLow) || tokens.includes('OFF');
  const warns =
    isActive(replaceBattery) || isActive(overload) || ['ALARM', 'LB'].some((token) => tokens.includes(token));
  const seen = mainsOf(tokens);
  const mains = seen === 'unknown' ? mainsBefore : seen;
  return {
    ups: { status: fails ? 'fail' : warns ? 'warn' : 'ok', detail, source },
    mains:
      mains === 'lost'
        ? { status: 'fail', detail: `on battery: ${timeLeft(figures)}`, source }
        : { status: seen === 'unknown' ? 'unknown' : 'ok', source },
  };
}

function condition(type: string, active: boolean, detail: string): AlarmCondition {
  return active ? { type, active, detail } : { type, active };
}

function loadText({ loadPercent }: Figures): string {
  return loadPercent === undefined ? '' : `, load ${Math.round(loadPercent)} %`;
}
