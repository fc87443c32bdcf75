import { expect, onTestFinished, test } from 'vitest';
import { seededRandom } from '../support/random.js';
import { type KilledBranch, openKilledBranch, printers } from './alarm-kill-branch.js';
import { earProblems, pictureProblems, raisedIn, streamProblems } from './alarm-kill-judge.js';
import { Mischief } from './alarm-kill-mischief.js';
import { factsOf, troublesOf } from './alarm-kill-truth.js';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const kills = Number(process.env['KILLS'] ?? 200);

/** What runs at the same time, each with its share of the kills: two where everything is announced, two with floods. */
const branches = [{ severity: 'critical' }, { severity: 'critical' }, {}, {}] as const;
const facts = factsOf(printers);
const troubles = troublesOf(printers);

/** Longest a branch may take until all that is true is said, ms: four starts share the processors of a small machine. */
const settleMs = 60_000;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** How a life ends; each resolves at the moment of the kill. */
type Ending = (branch: KilledBranch, mischief: Mischief, running: Promise<unknown>) => Promise<unknown>;

function pickEnding(random: () => number, startMs: number): readonly [name: string, end: Ending] {
  const dice = random();
  const ms = random();
  if (dice < 0.35) return ['while it starts', () => sleep(ms * startMs)];
  if (dice < 0.6) return ['soon after', (_, __, running) => running.then(() => sleep(ms * 600))];
  if (dice < 0.75) {
    const heard: Ending = (branch, _, running) =>
      running.then(() => Promise.race([branch.local.nextEvent(), sleep(1_500)])).then(() => sleep(ms * 4));
    return ['when a change was heard', heard];
  }
  if (dice < 0.88) {
    const made: Ending = (_, mischief, running) => running.then(() => mischief.next()).then(() => sleep(ms * 150));
    return ['after a trouble began or ended', made];
  }
  return ['later', (_, __, running) => running.then(() => sleep(600 + ms * 5_000))];
}

interface Tally {
  readonly ends: Map<string, number>;
  readonly startsMs: number[];
}

async function live(branch: KilledBranch, mischief: Mischief, random: () => number, tally: Tally): Promise<void> {
  const life = branch.start();
  const { startsMs, ends } = tally;
  const usualMs = startsMs.toSorted((a, b) => a - b)[Math.floor(startsMs.length / 2)] ?? 800;
  const [name, end] = pickEnding(random, usualMs);
  const running = life.running.then((ms) => void startsMs.push(ms));
  await end(branch, mischief, running);
  await life.kill();
  ends.set(name, (ends.get(name) ?? 0) + 1);
}

/** Resolves with what is still wrong when nothing is for a while, or the time is over. */
async function settled(branch: KilledBranch): Promise<string[]> {
  const { local, central, simulators } = branch;
  const problems = () => {
    central.readOn();
    const of = (where: string, view: typeof local.view) =>
      pictureProblems(view, facts, simulators).map((problem) => `${where}: ${problem}`);
    return [...of('at home', local.view), ...of('at the centre', central.view)];
  };
  const deadline = performance.now() + settleMs;
  for (let calm = 0; calm < 10 && performance.now() < deadline; ) {
    calm = problems().length === 0 ? calm + 1 : 0;
    await sleep(150);
  }
  return problems();
}

test(`${kills} kills in the middle of troubles: both consumers end with the truth of the devices (SEED=${seed})`, async () => {
  const tally: Tally = { ends: new Map(), startsMs: [] };
  const stories = branches.map(async (options, index) => {
    const random = seededRandom(seed + index);
    const branch = await openKilledBranch({ seed: 1 + ((seed + index) % 1_000), ...options });
    onTestFinished(() => branch.close());
    const share = Math.floor(kills / branches.length) + (index < kills % branches.length ? 1 : 0);
    let lives = 0;
    const progress = () => (lives + 1) / share;
    const mischief = new Mischief({ branch, troubles, random, restless: 'printer-4', progress });
    mischief.start();
    for (; lives < share; lives++) await live(branch, mischief, random, tally);
    await mischief.stop();

    const last = branch.start();
    await last.running;
    onTestFinished(() => last.kill());
    const standing = facts.filter((fact) => fact.isTrue(branch.simulators)).length;
    const problems = (await settled(branch)).map((problem) => `as it stands: ${problem}`);
    await mischief.mend((trouble) => trouble.isContact);
    problems.push(...(await settled(branch)).map((problem) => `all answer: ${problem}`));
    const flapping = [...raisedIn(branch.local.view).values()].filter((record) => record['x-flapping']).length;
    await mischief.mend();
    problems.push(...(await settled(branch)).map((problem) => `all well: ${problem}`));

    const { local, central, deaths } = branch;
    problems.push(...deaths);
    const isLoud = (record: { 'perceived-severity': string }) => record['perceived-severity'] === 'critical';
    problems.push(...streamProblems(central.view, isLoud), ...earProblems(local.heard, central.heard, local.view));
    const operators = new Set(
      central.view.events.flatMap((event) => (event.change === 'operator' ? operatorsOf(event.alarm) : [])),
    );
    const lost = [...local.acknowledged].filter((operator) => !operators.has(operator));
    problems.push(...lost.map((operator) => `the acknowledgement of ${operator} is lost`));
    return { index, problems, standing, flapping, branch, mischief };
  });

  const told = await Promise.all(stories);
  for (const { index, standing, flapping, branch, mischief } of told) {
    const { local, central } = branch;
    const severities = branches[index] && 'severity' in branches[index] ? 'all critical' : 'as delivered';
    process.stdout.write(
      `branch ${index + 1} (${severities}): ${mischief.count} troubles begun or ended, ${standing} alarms true at the end, ${flapping} flapping; ` +
        `stream ${central.heard.length}, at home ${local.heard.length} of it with ${local.view.gaps.length} holes noticed; ` +
        `${local.acknowledged.size} acknowledged\n`,
    );
  }
  const ends = [...tally.ends].map(([name, count]) => `${count} × ${name}`);
  process.stdout.write(`SEED=${seed}, killed: ${ends.join(' · ')}\n`);
  const problems = told.flatMap(({ index, problems }) => problems.map((problem) => `branch ${index + 1} ${problem}`));
  expect(problems.slice(0, 30), `SEED=${seed}`).toEqual([]);
  // Without holes at home and without changes nothing would have been shown.
  expect(told.reduce((sum, { branch }) => sum + branch.local.view.gaps.length, 0)).toBeGreaterThan(0);
  for (const { branch } of told) expect(branch.central.heard.length).toBeGreaterThan(kills / 10);
}, 600_000);

function operatorsOf(record: { 'operator-state-change': readonly { operator: string }[] }): string[] {
  return record['operator-state-change'].map(({ operator }) => operator);
}
