import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { branchYaml, type RunningBranch, startRunningBranch } from '../support/branch.js';
import { freePort } from '../support/free-port.js';
import { runCli } from '../support/gateway-process.js';

let running: RunningBranch;
let broker: string[];

beforeAll(async () => {
  running = await startRunningBranch();
  await running.online();
  broker = ['--broker', `mqtt://127.0.0.1:${running.port}`];
});

afterAll(() => running?.end());

describe('the command line, against a running gateway', () => {
  it('devices: one line each', async () => {
    const { code, stdout } = await runCli(['devices', ...broker]);
    expect(code).toBe(0);
    for (const id of ['printer-1', 'board-1', 'board-2', 'door', 'kiosk-1'])
      expect(stdout).toMatch(new RegExp(`${id}.*online`));
  });

  it('devices --json: for programs', async () => {
    const { stdout } = await runCli(['devices', '--json', ...broker]);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ id: 'printer-1', operating: 'online', paper: 'ok' }),
    );
  });

  it('command: prints a ticket and says how sure it is', async () => {
    const args = [
      '--arg',
      'ticketId=cli-1',
      '--arg',
      'number=A100',
      '--arg',
      'service=对公业务',
      '--arg',
      'waitingAhead=2',
    ];
    const { code, stdout } = await runCli(['command', 'printer-1', 'print', ...args, ...broker]);
    expect(stdout).toMatch(/^succeeded: .*"evidence"/);
    expect(code).toBe(0);
  });

  it('command --args: calls a number', async () => {
    const args = ['--args', '{"number":"A100","counter":2}', '--json'];
    const { code, stdout } = await runCli(['command', 'board-1', 'call', ...args, ...broker]);
    expect([code, JSON.parse(stdout).status]).toEqual([0, 'succeeded']);
  });

  it('command: exit 1 and the reason when it did not succeed', async () => {
    const { code, stdout } = await runCli(['command', 'board-1', 'call', '--arg', 'counter=2', ...broker]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/rejected: .*number.*COMMAND_ARGS_INVALID/);
  });

  it('alarms: none, then one with what to do', async () => {
    expect((await runCli(['alarms', ...broker])).stdout).toBe('没有告警\n');
    running.branch.simulators['printer-1']?.actions['paper-out']?.({});
    await running.observer.expect('/alarm/printer-1/printer-paper-out');
    const { code, stdout } = await runCli(['alarms', ...broker]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/重要 +PRN-101 +b1\/gw1\/printer-1 .*未恢复, 未确认 .*→/);
    running.branch.simulators['printer-1']?.actions['load-paper']?.({});
  });

  it.each([['devices'], ['alarms'], ['command', 'x', 'y']])('%s: exit 3 when nobody is there', async (...args) => {
    const { code, stderr } = await runCli([...args, '--broker', `mqtt://127.0.0.1:${await freePort()}`]);
    expect([code, stderr]).toEqual([3, expect.stringMatching(/no broker at mqtt:/)]);
  });

  it.each([
    [['frobnicate'], /unknown command/],
    [['run'], /--config/],
    [['command', 'x', 'y', '--args', '[1]'], /JSON object/],
    [['command', 'x', 'y', '--timeout', 'soon'], /whole milliseconds/],
    [['simulate', 'led-board/none', '--listen', '127.0.0.1:0'], /led-board\/onbon/],
    [['simulate', 'led-board/onbon', '--listen', 'nowhere'], /HOST:PORT/],
    [['schema', 'everything'], /config, messages, alarms/],
  ])('%j: exit 2 and what is allowed', async (args, message) => {
    const { code, stderr } = await runCli(args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it('check: says what the file would do, also while its gateway runs', async () => {
    const file = join(running.folder, 'branch.yaml');
    const { code, stdout } = await runCli(['check', '--config', file]);
    expect(code).toBe(0);
    for (const word of ['printer-1', 'rs485-1', String(running.port)]) expect(stdout).toContain(word);
  });

  it('check and run: exit 2 when the port belongs to another program', async () => {
    const file = join(running.folder, 'other.yaml');
    const yaml = branchYaml({ port: running.branch.ports.printer, ports: running.branch.ports });
    writeFileSync(file, yaml);
    for (const command of [['check'], ['run', '--state', join(running.folder, 'other-state')]]) {
      const { code, stderr } = await runCli([...command, '--config', file]);
      expect(stderr).toMatch(/broker\.port.*already used.*allowed: a free port/);
      expect(code).toBe(2);
    }
  });

  it('run: a second gateway on the same state directory is refused', async () => {
    const file = join(running.folder, 'second.yaml');
    writeFileSync(file, branchYaml({ port: await freePort(), ports: running.branch.ports }));
    const { code, stderr } = await runCli(['run', '--config', file, '--state', join(running.folder, 'state')]);
    expect(stderr).toMatch(/state/);
    expect(code).not.toBe(0);
  });

  it('schema: JSON Schema of the configuration and AsyncAPI of the messages', async () => {
    const config = JSON.parse((await runCli(['schema', 'config'])).stdout);
    expect(config.properties).toHaveProperty('devices');
    const messages = JSON.parse((await runCli(['schema', 'messages'])).stdout);
    expect(messages.asyncapi).toBe('3.0.0');
    expect(Object.keys(messages.channels)).toContain('device.ticket-printer.state');
  });
});
