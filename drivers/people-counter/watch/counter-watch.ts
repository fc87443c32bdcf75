import { rememberedHours } from '../../branch-hours.js';
import type { AlarmDeclaration } from '../../driver.js';
import type { CounterContext, CounterSeen, CounterTells, CounterWatch, TotalsTally } from '../counting/model.js';
import { noiseOf } from './noise.js';
import { counterRules, type Facts } from './rules.js';
import { standstill } from './standstill.js';

/** What the definition of a counter's driver declares. */
export function counterAlarms(tells: CounterTells): readonly AlarmDeclaration[] {
  const types = rulesFor(tells).map(({ type }) => type);
  return [...new Set(types)].map((type) => ({ type }));
}

export function counterWatch(
  context: CounterContext,
  tells: CounterTells,
  tally: Pick<TotalsTally, 'judgedDay'>,
): CounterWatch {
  const { clock, options } = context;
  const hours = context.hours && rememberedHours(context.hours);
  const stoodStill = standstill(clock);
  const noise = noiseOf(options.noisePercent);
  const rules = rulesFor(tells);

  function factsOf(seen: CounterSeen): Facts {
    const branchOpen = hours?.isOpen(clock.now()) ?? true;
    const canPass = branchOpen && seen.door !== 'closed' && (hours !== undefined || seen.door === 'open');
    // What could not be recorded may have been people.
    const changed = seen.recorded?.some((recorded) => recorded.changed) ?? true;
    return {
      options,
      seen,
      branchOpen,
      stoodStillMs: stoodStill({ changed, open: canPass }),
      judgedDay: tally.judgedDay(),
      noise: noise(seen.frames ?? { intact: 0, damaged: 0 }),
    };
  }

  return {
    report(seen) {
      const facts = factsOf(seen);
      for (const { type, qualifier, detail } of rules) {
        const found = detail(facts);
        const condition = { type, ...(qualifier === undefined ? {} : { qualifier }) };
        context.alarm(
          found === undefined ? { ...condition, active: false } : { ...condition, active: true, detail: found },
        );
      }
    },
  };
}

function rulesFor(tells: CounterTells) {
  return counterRules.filter(({ needs }) => needs === undefined || tells[needs]);
}
