import { z } from 'zod';
import { action } from '../action.js';
import type { Action } from '../simulator.js';
import type { NutManners } from './nut.js';
import { inOrder, type NutUps } from './nut-ups.js';

/** What the actions work on. */
interface Stage {
  readonly upses: readonly NutUps[];
  readonly manners: NutManners;
  readonly restart: () => void;
}

const on = { on: z.boolean().default(true) };
const variable = z.string().regex(/^[a-z0-9.]{1,80}$/i, 'allowed are 1 to 80 letters, digits and dots');

/** Everything that can happen to a UPS or its server; `ups` names which one, default the first. */
export function nutActions({ upses, manners, restart }: Stage): Readonly<Record<string, Action>> {
  const which = { ups: z.enum(upses.map(({ name }) => name)).optional() };
  const upsOf = (name: string | undefined) => upses.find((ups) => ups.name === name) ?? (upses[0] as NutUps);
  const change = <Shape extends z.ZodRawShape>(
    shape: Shape,
    to: (args: z.output<z.ZodObject<Shape>>, ups: NutUps) => Partial<NutUps>,
  ): Action =>
    action({ ...shape, ...which }, (args) => {
      const ups = upsOf((args as { ups?: string }).ups);
      Object.assign(ups, to(args as unknown as z.output<z.ZodObject<Shape>>, ups));
    });
  const manner = (to: Partial<NutManners>, off: Partial<NutManners>): Action =>
    action(on, (args) => void Object.assign(manners, args.on ? to : off));

  return {
    'mains-off': change({}, () => ({ mains: false })),
    /** Also ends a forced shutdown that was asked for on battery. */
    'mains-on': change({}, () => ({ mains: true, low: false, forcedShutdown: false })),
    battery: change(
      { charge: z.int().min(0).max(100).optional(), runtime: z.int().min(0).max(864_000).optional() },
      ({ charge, runtime }, ups) => ({ charge: charge ?? ups.charge, runtime: runtime ?? ups.runtime }),
    ),
    'battery-low': change(on, ({ on: low }) => ({ low })),
    'replace-battery': change(on, ({ on: replaceBattery }) => ({ replaceBattery })),
    overload: change(on, ({ on: overload }) => ({ overload })),
    bypass: change(on, ({ on: bypass }) => ({ bypass })),
    /** The UPS runs from its battery on purpose. */
    calibrate: change(on, ({ on: calibrating }) => ({ calibrating })),
    fsd: change(on, ({ on: forcedShutdown }) => ({ forcedShutdown })),
    off: change(on, ({ on: off }) => ({ output: !off })),
    stale: change(on, ({ on: stale }) => ({ driver: stale ? 'stale' : 'connected' })),
    'driver-gone': change(on, ({ on: gone }) => ({ driver: gone ? 'gone' : 'connected' })),
    /** No data yet, as in the first seconds of a driver. */
    wait: change(on, ({ on: waiting }) => ({ driver: waiting ? 'waiting' : 'connected' })),
    tokens: change({ tokens: z.array(z.string().regex(/^\S{1,40}$/)).max(20) }, ({ tokens }) => ({
      extraTokens: tokens,
    })),
    'long-list': change({ count: z.int().min(0).max(20_000).default(2_000) }, ({ count }) => ({ fillers: count })),
    set: action({ ...which, variable, value: z.string().max(1_000) }, ({ ups, variable: name, value }) => {
      upsOf(ups).set.set(name, value);
    }),
    hide: action({ ...which, ...on, variable }, ({ ups, on: hide, variable: name }) => {
      if (hide) upsOf(ups).hidden.add(name);
      else upsOf(ups).hidden.delete(name);
    }),
    /** Everything of this UPS as it should be. */
    recover: change({}, (_args, ups) => {
      ups.set.clear();
      ups.hidden.clear();
      return inOrder();
    }),
    'access-denied': manner({ accessDenied: true }, { accessDenied: false }),
    'half-line': manner({ halfLine: true }, { halfLine: false }),
    'slow-list': action({ everyMs: z.int().min(0).max(60_000).default(100) }, ({ everyMs }) => {
      manners.lineEveryMs = everyMs;
    }),
    /** Answers every request with this line; left out = with its own again. */
    garble: action({ line: z.string().max(10_000).optional() }, ({ line }) => {
      manners.garble = line;
    }),
    restart: action({}, restart),
  };
}
