import type { AlarmRecord } from '../../gateway/alarms/record.js';
import type { AlarmView } from '../support/alarm-view.js';
import type { Heard } from './alarm-kill-consumers.js';
import type { Fact, Simulators } from './alarm-kill-truth.js';

/** Raises that make an alarm flap: from then on it stays raised, whatever the device says (terminal-health.md 6.3 rule 7). */
const flapping = 4;

const nameOf = (record: AlarmRecord): string => `${record.resource.split('/')[2]}/${record['alarm-type-id']}`;

/** What a record says of itself, for whoever has to find out why. */
const history = (record: AlarmRecord): string => {
  const changes = record['status-change'].slice(-4).map((each) => `${each['perceived-severity']} at ${each.time}`);
  const verified = `${record['x-verified'] ? '' : 'not '}verified, last at ${record['x-last-verified']}`;
  return `${changes.join(', ')}; ${verified}; raise ${record['x-count']}${record['x-flapping'] ? ', flapping' : ''}`;
};

export function raisedIn(view: AlarmView): Map<string, AlarmRecord> {
  const raised = [...view.open().values()].filter((record) => !record['is-cleared']);
  return new Map(raised.map((record) => [nameOf(record), record]));
}

/** What of the gateway's own may stand in this story: it is killed all the time, and its branch is full of trouble. */
const ofGateway = ['gateway/service-restart-loop', 'gateway/flood-grouped'];

/** Where a picture differs from the simulators. */
export function pictureProblems(view: AlarmView, facts: readonly Fact[], simulators: Simulators): string[] {
  const raised = raisedIn(view);
  const problems: string[] = [];
  const isLost = (device: string) =>
    facts.some((fact) => fact.device === device && fact.isContact && fact.isTrue(simulators));

  for (const fact of facts) {
    const name = `${fact.device}/${fact.alarm}`;
    const record = raised.get(name);
    raised.delete(name);
    if (!fact.isContact && isLost(fact.device)) {
      if (record?.['x-verified']) problems.push(`${name} is verified, and nobody can reach the device`);
    } else if (fact.isTrue(simulators)) {
      if (!record) problems.push(`${name} is not raised`);
      else if (!record['x-verified']) problems.push(`${name} is not verified`);
    } else if (record && !(record['x-flapping'] && record['x-count'] >= flapping)) {
      problems.push(`${name} is raised, and all is well: ${history(record)}`);
    }
  }
  for (const name of ofGateway) raised.delete(name);
  problems.push(...[...raised.keys()].map((name) => `${name} is raised, and nobody knows why`));
  problems.push(...view.behind().map((topic) => `${topic} is older than what the stream told`));
  return problems;
}

/** What is wrong in a stream that nothing may be missing from; `isLoud` = no flood keeps this alarm quiet. */
export function streamProblems(view: AlarmView, isLoud: (record: AlarmRecord) => boolean): string[] {
  const problems: string[] = [];
  const last = new Map<string, AlarmRecord>();
  let expected = 1;
  for (const event of view.events) {
    if (event.sequence !== expected) problems.push(`${event.sequence} where ${expected} was due`);
    expected = event.sequence + 1;
    if (event.change !== 'raise' && event.change !== 'clear') continue;
    const { alarm } = event;
    const name = nameOf(alarm);
    const before = last.get(name);
    last.set(name, alarm);
    if ((before === undefined || before['is-cleared']) === (event.change === 'clear')) {
      problems.push(`${name}: ${event.change} ${event.sequence} follows ${before ? 'its like' : 'nothing'}`);
    }
    if (event.change !== 'raise' || !isLoud(alarm)) continue;
    const count = (before?.['x-count'] ?? 0) + 1;
    if (alarm['x-count'] !== count) problems.push(`${name}: raise number ${alarm['x-count']} where ${count} was due`);
  }
  const raised = raisedIn(view);
  for (const [name, record] of last) {
    if (isLoud(record) && record['is-cleared'] === raised.has(name)) {
      problems.push(
        `${name}: the stream ends with ${record['is-cleared'] ? 'a clear' : 'a raise'}, the picture does not`,
      );
    }
  }
  return problems;
}

/** Where what was heard at home is something else than the whole stream, or has a hole that went by unnoticed. */
export function earProblems(heard: readonly Heard[], whole: readonly Heard[], view: AlarmView): string[] {
  const ids = new Map(whole.map(({ sequence, id }) => [sequence, id]));
  const strange = heard.filter(({ sequence, id }) => ids.get(sequence) !== id);
  const holes = heard.flatMap(({ sequence }, index) => {
    const before = heard[index - 1]?.sequence ?? sequence - 1;
    return sequence === before + 1 ? [] : [`${before} to ${sequence}`];
  });
  const noticed = view.gaps.map(({ after, next }) => `${after} to ${next}`);
  return [
    ...strange.map(
      ({ sequence, id }) => `${sequence} was heard at home as ${id}, at the centre as ${ids.get(sequence)}`,
    ),
    ...holes.filter((hole) => !noticed.includes(hole)).map((hole) => `a hole from ${hole} went by unnoticed`),
    ...noticed.filter((hole) => !holes.includes(hole)).map((hole) => `a hole from ${hole} that there was not`),
  ];
}
