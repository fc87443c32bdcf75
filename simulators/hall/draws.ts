type Random = () => number;

/** Time between events that know nothing of each other. */
export const exponential = (random: Random, mean: number): number => -Math.log(1 - random()) * mean;

/** Of mean 1; `spread` is the standard deviation of the logarithm. */
export function lognormal(random: Random, spread: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.exp(spread * normal - (spread * spread) / 2);
}

/** How many come where `mean` are expected; by the intervals between them, so it suits means up to some hundreds. */
export function poisson(random: Random, mean: number): number {
  let count = 0;
  for (let passed = exponential(random, 1); passed < mean; passed += exponential(random, 1)) count += 1;
  return count;
}

/** One of `choices`, each as likely as its share; the shares add up to 1. */
export function pick<Choice extends { readonly share: number }>(random: Random, choices: readonly Choice[]): Choice {
  let left = random();
  for (const choice of choices) {
    left -= choice.share;
    if (left < 0) return choice;
  }
  const last = choices.at(-1);
  if (!last) throw new RangeError('nothing to choose from');
  return last;
}
