import { describe, expect, it } from 'vitest';
import { wordsOf } from '../../../../simulators/terminal/nut-words.js';
import { monitorOf, plugMonitor } from './nut-host.js';

/** The variables of a list by name. */
function variablesIn(answer: string): Record<string, string> {
  const words = answer.split('\n').map((line) => wordsOf(line) ?? []);
  return Object.fromEntries(
    words.filter(([head]) => head === 'VAR').map(([, , name = '', value = '']) => [name, value]),
  );
}

describe('a UPS server asked by a monitor (terminal-health.md 3.1)', () => {
  it.each([
    ['VER', 'Network UPS Tools upsd 2.8.1 - https://www.networkupstools.org/'],
    ['PROTVER', '1.3'],
    ['NETVER', '1.3'],
    ['LIST UPS', 'BEGIN LIST UPS\nUPS ups1 "Branch \\"hall\\" UPS \\\\ rack 1"\nEND LIST UPS'],
    ['GET UPSDESC ups1', 'UPSDESC ups1 "Branch \\"hall\\" UPS \\\\ rack 1"'],
    ['GET VAR ups1 ups.status', 'VAR ups1 ups.status "OL"'],
    ['GET VAR "ups1" ups.load', 'VAR ups1 ups.load "31"'],
    ['GET NUMLOGINS ups1', 'NUMLOGINS ups1 0'],
    ['LIST CLIENT ups1', 'BEGIN LIST CLIENT ups1\nEND LIST CLIENT ups1'],
    ['STARTTLS', 'ERR FEATURE-NOT-CONFIGURED'],
    ['USERNAME monitor', 'OK'],
    ['PASSWORD secret', 'OK'],
    ['USERNAME', 'ERR INVALID-ARGUMENT'],
    ['LOGOUT', 'OK Goodbye'],
    ['GET VAR ups1 no.such', 'ERR VAR-NOT-SUPPORTED'],
    ['GET VAR other ups.status', 'ERR UNKNOWN-UPS'],
    ['LIST VAR other', 'ERR UNKNOWN-UPS'],
    ['GET UPSDESC other', 'ERR UNKNOWN-UPS'],
    ['LIST VAR', 'ERR INVALID-ARGUMENT'],
    ['LIST', 'ERR INVALID-ARGUMENT'],
    ['GET VAR ups1', 'ERR INVALID-ARGUMENT'],
    ['GET VAR ups1 "ups.status', 'ERR INVALID-ARGUMENT'],
    ['LIST UPS more', 'ERR INVALID-ARGUMENT'],
    ['HELLO', 'ERR UNKNOWN-COMMAND'],
    ['', 'ERR UNKNOWN-COMMAND'],
    ['list ups', 'ERR UNKNOWN-COMMAND'],
  ])('%j is answered %j', (line, answer) => {
    expect(plugMonitor().ask(line)).toBe(answer);
  });

  it('lists every variable of the reference, in quotes, by the alphabet', () => {
    const answer = plugMonitor().ask('LIST VAR ups1');
    const lines = answer.split('\n');
    expect(lines[0]).toBe('BEGIN LIST VAR ups1');
    expect(lines.at(-1)).toBe('END LIST VAR ups1');
    const variables = variablesIn(answer);
    expect(variables).toMatchObject({
      'battery.charge': '100',
      'battery.charge.low': '20',
      'battery.runtime': '1800',
      'device.model': 'Smart-UPS "750"',
      'device.serial': 'AS0000000001',
      'ups.status': 'OL',
      'ups.test.result': 'Done and passed',
    });
    expect(Object.keys(variables)).toEqual(Object.keys(variables).sort());
    expect(lines.length).toBe(Object.keys(variables).length + 2);
  });

  it('lists what could be set and done, for whoever looks', () => {
    const { ask } = plugMonitor();
    expect(ask('LIST RW ups1')).toContain('RW ups1 battery.charge.low "20"');
    expect(ask('LIST CMD ups1')).toContain('CMD ups1 load.off');
  });

  it('has as many as it is told, each with its own state', () => {
    const { ask, act } = plugMonitor({ upses: [{ name: 'a' }, { name: 'b.2', description: '大厅' }] });
    act('mains-off', { ups: 'b.2' });
    expect(ask('LIST UPS')).toBe('BEGIN LIST UPS\nUPS a ""\nUPS b.2 "大厅"\nEND LIST UPS');
    expect(ask('GET VAR a ups.status')).toContain('"OL"');
    expect(ask('GET VAR b.2 ups.status')).toContain('"OB DISCHRG"');
    expect(() => act('mains-off', { ups: 'c' })).toThrow('ups: ');
  });

  it.each([
    ['LOGIN ups1'],
    ['login ups1'],
    ['SET VAR ups1 battery.charge.low "5"'],
    ['INSTCMD ups1 load.off'],
    ['FSD ups1'],
    ['PRIMARY ups1'],
    ['MASTER ups1'],
  ])('%j trips the wire', (line) => {
    const { ask, view } = plugMonitor();
    expect(ask(line)).toMatch(/^ERR (USERNAME-REQUIRED|UNKNOWN-COMMAND)$/);
    expect(view().tripped).toEqual([line]);
  });

  it('lets a user in who logs in all the same, and remembers it', () => {
    const { ask, view } = plugMonitor();
    ask('USERNAME monitor');
    expect(ask('USERNAME monitor')).toBe('ERR ALREADY-SET-USERNAME');
    expect(ask('LOGIN ups1')).toBe('ERR PASSWORD-REQUIRED');
    ask('PASSWORD secret');
    expect(ask('LOGIN ups1')).toBe('OK');
    expect(ask('INSTCMD ups1 load.off')).toBe('ERR ACCESS-DENIED');
    expect(view().tripped).toHaveLength(3);
  });

  it('writes down every line', () => {
    const { ask, nut, send } = plugMonitor();
    ask('VER');
    send('GET VA');
    send('R ups1 ups.load\nbad "');
    expect(nut.requests.map(({ text, secure }) => [text, secure])).toEqual([
      ['VER', false],
      ['GET VAR ups1 ups.load', false],
    ]);
  });
});

describe('what happens to a UPS', () => {
  it.each([
    ['mains-off', {}, 'OB DISCHRG'],
    ['battery', { charge: 60 }, 'OL CHRG'],
    ['battery-low', {}, 'OL LB'],
    ['replace-battery', {}, 'OL RB'],
    ['overload', {}, 'OL OVER'],
    ['bypass', {}, 'OL BYPASS'],
    ['calibrate', {}, 'CAL OB DISCHRG'],
    ['fsd', {}, 'FSD OL'],
    ['off', {}, 'OL OFF'],
    ['wait', {}, 'WAIT'],
    ['tokens', { tokens: ['TRIM', 'X-ODD'] }, 'OL TRIM X-ODD'],
  ])('%s %j shows as %s, and is over after it recovers', (name, args, status) => {
    const { ask, act } = plugMonitor();
    act(name, args);
    expect(ask('GET VAR ups1 ups.status')).toBe(`VAR ups1 ups.status "${status}"`);
    expect(variablesIn(ask('LIST VAR ups1'))['ups.status']).toBe(status);
    act('recover');
    expect(ask('GET VAR ups1 ups.status')).toBe('VAR ups1 ups.status "OL"');
  });

  it.each([
    'battery-low',
    'replace-battery',
    'overload',
    'bypass',
    'calibrate',
    'fsd',
    'off',
    'stale',
    'driver-gone',
    'wait',
  ])('%s can be taken back by itself', (name) => {
    const { ask, act } = plugMonitor();
    act(name);
    expect(ask('GET VAR ups1 ups.status')).not.toContain('"OL"');
    act(name, { on: false });
    expect(ask('GET VAR ups1 ups.status')).toContain('"OL"');
  });

  it('ends with the mains: low battery and forced shutdown', () => {
    const { ask, act } = plugMonitor();
    for (const name of ['mains-off', 'battery-low', 'fsd']) act(name);
    expect(ask('GET VAR ups1 ups.status')).toContain('"FSD OB LB DISCHRG"');
    act('mains-on');
    expect(ask('GET VAR ups1 ups.status')).toContain('"OL"');
  });

  it.each([
    ['stale', 'ERR DATA-STALE'],
    ['driver-gone', 'ERR DRIVER-NOT-CONNECTED'],
  ])('%s: no variable is told, the UPS itself is still listed', (name, error) => {
    const { ask, act } = plugMonitor();
    act(name);
    expect(ask('LIST VAR ups1')).toBe(error);
    expect(ask('GET VAR ups1 ups.status')).toBe(error);
    expect(ask('LIST UPS')).toContain('UPS ups1');
  });

  it('tells charge and runtime', () => {
    const { ask, act } = plugMonitor();
    act('battery', { charge: 12, runtime: 240 });
    expect(variablesIn(ask('LIST VAR ups1'))).toMatchObject({ 'battery.charge': '12', 'battery.runtime': '240' });
  });

  it('sets, hides and multiplies variables', () => {
    const { ask, act, view } = plugMonitor();
    act('set', { variable: 'ups.alarm', value: 'Fan "2" \\ failed' });
    expect(ask('GET VAR ups1 ups.alarm')).toBe('VAR ups1 ups.alarm "Fan \\"2\\" \\\\ failed"');
    act('hide', { variable: 'battery.charge' });
    expect(ask('GET VAR ups1 battery.charge')).toBe('ERR VAR-NOT-SUPPORTED');
    act('hide', { variable: 'battery.charge', on: false });
    expect(ask('GET VAR ups1 battery.charge')).toContain('"100"');
    act('long-list');
    expect(view().upses['ups1']?.variables).toBe(2_016);
    expect(variablesIn(ask('LIST VAR ups1'))['vendor.item.2000']).toBe('value "2000" \\ of a long list');
  });
});

describe('what happens to the server', () => {
  it('refuses everything', () => {
    const { ask, act } = plugMonitor();
    act('access-denied');
    expect(ask('LIST UPS')).toBe('ERR ACCESS-DENIED');
    act('access-denied', { on: false });
    expect(ask('LIST UPS')).toContain('UPS ups1');
  });

  it('breaks off in the middle of a line and says nothing more on that connection', () => {
    const { ask, act, nut, host } = plugMonitor();
    act('half-line');
    const half = ask('LIST VAR ups1');
    expect(half).toMatch(/^BEGIN LIST VAR ups1\n(VAR .*\n)+VAR .*[^\n]$/);
    expect(half).not.toContain('END');
    expect(ask('VER')).toBe('');
    expect(host.closed).toBe(false);
    act('half-line', { on: false });
    expect(monitorOf(nut).ask('LIST VAR ups1')).toContain('END LIST VAR ups1');
  });

  it('takes its time between the lines of a list', async () => {
    const { ask, act, heard, clock } = plugMonitor();
    act('slow-list', { everyMs: 500 });
    expect(ask('LIST UPS')).toBe('BEGIN LIST UPS');
    await clock.advance(999);
    expect(heard()).not.toContain('END');
    await clock.advance(1);
    expect(heard()).toMatch(/END LIST UPS\n$/);
    expect(ask('VER')).toContain('2.8.1');
  });

  it('says what another server would', () => {
    const { ask, act } = plugMonitor();
    act('garble', { line: 'HTTP/1.1 400 Bad Request' });
    expect(ask('VER')).toBe('HTTP/1.1 400 Bad Request');
    act('garble');
    expect(ask('PROTVER')).toBe('1.3');
  });

  it('hangs up on everybody when it starts anew, in the middle of a list too', async () => {
    const { ask, act, nut, host, heard, clock, view } = plugMonitor();
    act('slow-list', { everyMs: 100 });
    ask('LIST VAR ups1');
    expect(view().clients).toBe(1);
    act('restart');
    expect(host.closed).toBe(true);
    expect(view().clients).toBe(0);
    const before = heard();
    await clock.advance(10_000);
    expect(heard()).toBe(before);
    expect(clock.pending).toBe(0);
    act('slow-list', { everyMs: 0 });
    expect(monitorOf(nut).ask('PROTVER')).toBe('1.3');
  });

  it('hangs up after goodbye', async () => {
    const { ask, host, clock } = plugMonitor();
    expect(ask('LOGOUT')).toBe('OK Goodbye');
    await clock.advance(50);
    expect(host.closed).toBe(true);
  });

  it('goes by the knobs, and refuses those it has not', async () => {
    const { ask, nut, heard, clock, host } = plugMonitor();
    nut.setFaults({ lateMs: 300 });
    expect(ask('VER')).toBe('');
    await clock.advance(300);
    expect(heard()).toContain('upsd');
    nut.setFaults({ lateMs: 0, splitBytes: 3 });
    ask('PROTVER');
    expect(host.writes.map((bytes) => bytes.length)).toEqual([3, 1]);
    nut.setFaults({ splitBytes: 0, silent: true });
    expect(ask('VER')).toBe('');
    nut.setFaults({ unplugged: true });
    expect(host.closed).toBe(true);
    expect(() => nut.setFaults({ echo: true })).toThrow('knob "echo": a NUT server has none');
  });
});
