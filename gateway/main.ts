#!/usr/bin/env node
import { Argument, Command, CommanderError, Option } from 'commander';
import { addAlarmCommands } from './cli/alarm-commands.js';
import { CliExit, exitCode } from './cli/exit.js';
import { packageVersion } from './version.js';

/** Every command is loaded when it is asked for, so that the gateway carries no simulator and no client. */
function createProgram(): Command {
  const program = new Command('branch-gateway')
    .description('Edge gateway of a bank or telecom branch')
    .version(packageVersion())
    .exitOverride()
    .showHelpAfterError('(add --help for what is allowed)');

  program
    .command('run')
    .description('run the gateway')
    .requiredOption('--config <file>', 'configuration (YAML)')
    .option('--state <dir>', 'state directory, instead of the one in the configuration')
    .addOption(
      new Option('--log-level <level>', 'least level logged')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .action(async (options) => (await import('./cli/run.js')).run(options));

  program
    .command('demo')
    .description('a simulated branch, driven by the real gateway')
    .option('--seed <n>', 'seed of everything random in the hall', '1')
    .option('--speed <x>', 'how often things happen, 0.1 to 100', '1')
    .option('--calm', 'no troubles')
    .option('--terminals', 'a 24-hour hall in its place: one kiosk with every source a terminal can have')
    .option('--hall', 'a hall that keeps its own queue in its place: keypads, lights, a day that takes half an hour')
    .action(async (options) => (await import('./cli/demo.js')).demo(options));

  program
    .command('check')
    .description('validate a configuration and say what it would do, without starting')
    .requiredOption('--config <file>', 'configuration (YAML)')
    .option('--json', 'machine-readable')
    .action(async (options) => (await import('./cli/check.js')).check(options));

  program
    .command('preview')
    .description('draw a ticket as it looks on paper (SVG)')
    .argument('<template>', 'name of a template, or the path of a .ticket file')
    .requiredOption('--data <file>', 'arguments of a print command (JSON), besides them "branch" and "printedAt"')
    .option('--config <file>', "configuration (YAML): its templates, language, and a printer's profile, title and logo")
    .option('--printer <id>', 'ticket printer of the configuration, default its first')
    .option('--templates <dir>', 'folder of templates, in place of --config')
    .option('--profile <name>', 'family of the printer, default generic-80')
    .addOption(new Option('--language <language>', 'which of two language versions, default zh').choices(['zh', 'en']))
    .option('--out <file>', 'where the picture goes, default standard output')
    .action(async (template, options) => (await import('./cli/preview.js')).preview(template, options));

  program
    .command('handbook')
    .description("what to do at each alarm of a branch's devices, to be printed (HTML or Markdown)")
    .requiredOption('--config <file>', 'configuration (YAML)')
    .addOption(new Option('--language <language>', "default the gateway's").choices(['zh', 'en']))
    .addOption(new Option('--format <format>', 'html is set for A4 paper').choices(['html', 'md']).default('html'))
    .option('--out <file>', 'where it goes, default standard output')
    .action(async (options) => (await import('./cli/handbook.js')).handbook(options));

  const reading = (name: string, description: string, parent = program) =>
    parent
      .command(name)
      .description(description)
      .addOption(
        new Option('--broker <url>', 'where the gateway can be reached')
          .default('mqtt://127.0.0.1:1883')
          .env('BRANCH_GATEWAY_BROKER'),
      )
      .addOption(new Option('--user <name>', 'user of the broker').env('BRANCH_GATEWAY_USER'))
      .addOption(new Option('--password-file <file>', 'file with the password').env('BRANCH_GATEWAY_PASSWORD_FILE'))
      .option('--gateway <branch/gateway>', 'which gateway, where the broker carries several')
      .option('--json', 'machine-readable');

  reading('devices', 'what every device is doing').action(async (options) =>
    (await import('./cli/devices.js')).devices(options),
  );
  addAlarmCommands(reading('alarms', 'alarms that people have to see, and what operators do with them'));
  reading('duty', 'who has been told of each raised alarm, and what comes next')
    .option('--device <id>', 'of this device alone, or "gateway"')
    .option('--alarm <type>', 'of this alarm type alone, e.g. printer-paper-out')
    .action(async (options) => (await import('./cli/duty.js')).duty(options));
  reading(
    'availability',
    'what terminals did on a day: in service, outages by cause, MTBF, MTTR, clocks of open alarms',
  )
    .argument('[terminal]', 'device id; default all terminals')
    .option('--day <day>', 'e.g. 2026-11-26; default today, as far as it has come')
    .action(async (terminal, options) => (await import('./cli/availability.js')).availability(terminal, options));
  reading('hall', 'who waits, for how long, and which counters are open').action(async (options) =>
    (await import('./cli/hall.js')).hall(options),
  );
  reading('watch', 'every message as it comes').action(async (options) =>
    (await import('./cli/watch.js')).watch(options),
  );
  reading('command', 'send a command and print its reply')
    .argument('<device>', 'device id, or "gateway"')
    .argument('<name>', 'command, e.g. print, call')
    .option('--args <json>', 'arguments as a JSON object')
    .option('--arg <key=value...>', 'one argument; may be repeated')
    .option('--id <id>', 'command id; the same id again returns the first result')
    .option('--timeout <ms>', 'how long the command stays wanted', '15000')
    .action(async (device, name, options) => (await import('./cli/command.js')).command(device, name, options));

  reading('device-file', 'what happened to a device: alarms, contact, resets, paper, parts, notes; and its figures')
    .argument('<device>', 'device id, or "gateway"')
    .option('--from <day>', 'first entry wanted, e.g. 2026-11-26')
    .option('--to <day>', 'last entry wanted')
    .option('--kind <kind...>', 'kinds of entry, e.g. alarm-raised repair; with --note the kind of the new one')
    .option('--limit <n>', 'most entries, default 50, for --csv all')
    .option('--csv <file>', 'export for spreadsheets; - = standard output')
    .addOption(new Option('--figures <period>', 'availability, MTBF, MTTR').choices(['day', 'month', 'since']))
    .option('--date <date>', 'day or month of the figures, or the day on which the noted thing was done')
    .option('--note <text>', 'write an entry')
    .option('--operator <name>', 'who writes it')
    .option('--part <name>', 'part or supply it is about')
    .action(async (device, options) => (await import('./cli/device-file.js')).deviceFile(device, options));

  program
    .command('simulate')
    .description('one stand-alone simulated device')
    .argument('<class/protocol>', 'e.g. led-board/onbon')
    .requiredOption('--listen <host:port>', 'where its bytes are served')
    .option('--control <host:port>', 'control channel: faults and actions, one JSON object per line')
    .option('--options <json>', 'options of the simulator')
    .option('--seed <n>', 'seed of everything random', '1')
    .action(async (kind, options) => (await import('./cli/simulate.js')).simulate(kind, options));

  const routine = program
    .command('routine')
    .description('what is done at set times of a day: inspection, hand-over, drill');
  const routineNames = ['opening', 'reset', 'closing', 'handover', 'drill'];
  const ofRoutine = (name: string, description: string) =>
    reading(name, description, routine).addArgument(new Argument('<routine>').choices(routineNames));
  ofRoutine('run', 'do it now and show what it found')
    .option('--print', 'also on paper')
    .option('--printer <id>', 'a ticket-printer; default that of the configuration')
    .addOption(new Option('--scenario <name>', 'of a drill').choices(['device-failure', 'queue-overflow']))
    .option('--minutes <n>', 'of a drill, when it ends by itself', Number)
    .action(async (name, options) => (await import('./cli/routine.js')).routineRun(name, options));
  ofRoutine('show', 'its newest report').action(async (name, options) =>
    (await import('./cli/routine.js')).routineShow(name, options),
  );

  const hid = program.command('hid').description('keypads, scanners and lights that are plugged into this machine');
  hid
    .command('list')
    .description('what is plugged in, and the link a configuration has for it')
    .option('--json', 'machine-readable')
    .action(async (options) => (await import('./cli/hid.js')).hidList(options));
  hid
    .command('learn')
    .description('teach a keypad its keys by pressing them; prints the device for the configuration')
    .requiredOption('--counter <counter>', 'where it stands, as boards name it')
    .addOption(new Option('--use <use>', 'what its keys are for').choices(['call', 'evaluation']).default('call'))
    .option('--usb <vendor:product>', 'which keypad, as printed by lsusb; default the only one')
    .option('--path <file>', 'which keypad, where two are alike, e.g. /dev/hidraw1')
    .option('--relay <host:port>', 'a keypad behind a TCP relay')
    .action(async (options) => (await import('./cli/hid.js')).hidLearn(options));

  program
    .command('schema')
    .description('JSON Schema of the configuration, AsyncAPI of the messages or the alarm catalogue')
    .argument('<config|messages|alarms>')
    .action(async (what) => (await import('./cli/schema.js')).schema(what));

  return program;
}

try {
  await createProgram().parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof CliExit) {
    if (error.message !== '') process.stderr.write(`${error.message}\n`);
    return error.code;
  }
  // Commander has already printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.done : exitCode.usage;
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exitCode.failed;
}
