import { describe, expect, test } from 'vitest';
import { compositeOptions } from '../../../../drivers/terminal/composite/options.js';
import { CompositeSession } from '../../../../drivers/terminal/composite/session.js';
import { terminalContract } from '../../../../drivers/terminal/contract.js';
import type { PartView } from '../../../../drivers/terminal/part-means.js';
import { partsOf, viewOf } from '../../../support/parts-of.js';
import { recordingContext } from '../../../support/recording-context.js';

const well = (name: string) => ({
  service: 'in-service',
  reachable: true,
  modules: { [name]: { status: 'ok', source: 'scripted' } },
});

function open(views: readonly PartView[], options: Record<string, unknown> = {}) {
  const parsed = compositeOptions.parse({ parts: views.map(({ id }) => id), ...options });
  const world = recordingContext<typeof parsed, 'none'>({ options: parsed, link: undefined });
  const parts = partsOf(views);
  const session = new CompositeSession({ ...world.context, parts: parts.means });
  return { ...world, parts, session };
}

const net = viewOf('net', { state: well('application') });
const xfs = viewOf('xfs', { state: well('card-reader') });

describe('a composite', () => {
  test('reports the merge as its class has it, and raises nothing', async () => {
    const { session, seen } = open([net, xfs]);
    expect(await session.identify()).toEqual({ capabilities: ['net: probe', 'xfs: probe'] });
    await session.poll();
    expect(seen.state).toEqual({
      service: 'in-service',
      reachable: true,
      modules: {
        application: { status: 'ok', source: 'net' },
        'card-reader': { status: 'ok', source: 'xfs' },
      },
    });
    expect(terminalContract.state.safeParse(seen.state).success).toBe(true);
    expect(seen.alarms).toEqual([]);
  });

  test('tells what a part tells in the same moment, without a poll', async () => {
    const { session, seen, parts, clock } = open([net, xfs]);
    await session.identify();
    const jam = { status: 'fail', detail: 'E20 jam', source: 'scripted' };
    parts.change('xfs', { state: { ...well('card-reader'), modules: { 'card-reader': jam } } });
    expect(seen.state['modules']).toMatchObject({
      'card-reader': { status: 'fail', detail: 'E20 jam', source: 'xfs' },
    });
    expect(seen.state['service']).toBe('degraded');
    expect(clock.monotonic()).toBe(0);
    expect(parts.woken.times).toBe(0);
  });

  test('a part that is lost takes its modules with it; what is essential among them is missed', async () => {
    const { session, seen, parts } = open([net, xfs], { essential: ['application'] });
    await session.identify();
    parts.change('net', { operating: 'offline' });
    expect(seen.state['modules']).toMatchObject({
      application: {
        status: 'unknown',
        detail: 'net is offline since 2026-11-23T01:00:00.000Z; before: ok',
        source: 'net',
      },
    });
    expect(seen.state['service']).toBe('unknown');
    await session.poll();
  });

  test('it is out of contact with all its parts, asked for it at once, and back with the first', async () => {
    const { session, seen, parts } = open([net, xfs]);
    await session.identify();
    await session.poll();
    parts.change('net', { operating: 'offline' });
    expect(parts.woken.times).toBe(0);
    parts.change('xfs', { operating: 'offline' });
    expect(parts.woken.times).toBe(1);
    await expect(session.poll()).rejects.toThrow(
      'none of its parts is in contact: net is offline since 2026-11-23T01:00:00.000Z, xfs is offline since',
    );
    expect([seen.state['service'], seen.state['reachable']]).toEqual(['unknown', false]);
    parts.change('xfs', { operating: 'degraded' });
    expect(parts.woken.times).toBe(2);
    await session.identify();
    await session.poll();
    expect(seen.state['reachable']).toBe(true);
  });

  test('an engineer’s window shows at once, its own and that of a part', async () => {
    const { session, seen, parts } = open([net, xfs]);
    await session.identify();
    parts.changeSelf({ admin: 'maintenance' });
    expect(seen.state['service']).toBe('maintenance');
    parts.changeSelf({ admin: 'enabled' });
    parts.change('xfs', { admin: 'maintenance' });
    expect(seen.state['service']).toBe('maintenance');
  });

  test('hears nothing any more once it is closed', async () => {
    const { session, parts } = open([net]);
    await session.close();
    expect(parts.watching()).toBe(0);
  });
});

describe('at a start', () => {
  const connecting = { operating: 'connecting', state: {} } as const;

  test('it waits for the first part to be heard', async () => {
    const { session, parts, clock } = open([viewOf('net', connecting), viewOf('xfs', connecting)]);
    const identified = session.identify();
    await clock.advance(5_000);
    parts.change('xfs', { operating: 'online', state: well('card-reader') });
    await identified;
  });

  test('or for all to be lost', async () => {
    const { session, parts } = open([viewOf('net', connecting), viewOf('xfs', connecting)]);
    const identified = session.identify();
    parts.change('net', { operating: 'offline' });
    parts.change('xfs', { operating: 'offline' });
    await expect(identified).rejects.toThrow('none of its parts is in contact');
  });

  test('and for 20 s at most', async () => {
    const { session, clock } = open([viewOf('net', connecting)]);
    const identified = session.identify();
    identified.catch(() => undefined);
    await clock.advance(20_000);
    await expect(identified).rejects.toThrow('net has not been heard yet');
    expect(clock.pending).toBe(0);
  });

  test('a part that is disabled is not waited for', async () => {
    const { session } = open([viewOf('net', { ...connecting, admin: 'disabled' })]);
    await expect(session.identify()).rejects.toThrow('net is disabled');
  });
});

describe('probe', () => {
  test('asks the parts that can be asked, and tells the merge of what they found beside the rest', async () => {
    const ups = viewOf('ups', { state: well('ups'), shared: true });
    const { session, parts } = open([net, xfs, ups]);
    await session.identify();
    parts.onCommand('net', 'probe', async () => ({ reachable: true, service: 'out-of-service', detail: 'status 500' }));
    const result = await session.commands.probe();
    expect(result).toMatchObject({ service: 'out-of-service', reachable: true });
    expect(result['parts']).toEqual({ net: { reachable: true, service: 'out-of-service', detail: 'status 500' } });
    expect(Object.keys(result['modules'] as object)).toEqual(['application', 'card-reader', 'ups']);
  });

  test('one that does not answer is told as such, and the others all the same', async () => {
    const { session, parts } = open([net, xfs]);
    parts.onCommand('net', 'probe', async () => ({ reachable: false, service: 'unknown', detail: 'no answer in 3 s' }));
    parts.onCommand('xfs', 'probe', () => Promise.reject(new Error('not connected')));
    const result = await session.commands.probe();
    expect(result).toMatchObject({ service: 'unknown', reachable: false });
    expect(result['parts']).toMatchObject({ net: { reachable: false }, xfs: { error: { message: 'not connected' } } });
  });

  test('a disabled part is left alone', async () => {
    const { session, parts } = open([net, viewOf('xfs', { admin: 'disabled' })]);
    parts.onCommand('xfs', 'probe', () => Promise.reject(new Error('asked')));
    expect((await session.commands.probe())['parts']).toEqual({});
  });
});
