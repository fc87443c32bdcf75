import { type Command, Option } from 'commander';

/** What a technician does with alarms: subcommands of `alarms`, which has the options of the connection. */
export function addAlarmCommands(alarms: Command): void {
  alarms
    .option('--all', 'also what nobody has to see any more: shelved, suppressed, cleared and dealt with')
    .option('--show <alarm>', 'one alarm with its whole story, e.g. printer-1/PRN-101 or printer-1/printer-paper-out')
    .action(async (options) => (await import('./alarms.js')).alarms(options));

  const operator = (name: string, description: string) =>
    alarms
      .command(name)
      .description(description)
      .configureHelp({ showGlobalOptions: true })
      .addOption(new Option('--by <operator>', 'who you are').env('BRANCH_GATEWAY_OPERATOR').makeOptionMandatory());
  const which = 'DEVICE/TYPE or DEVICE/CODE, and /QUALIFIER where there is one, e.g. printer-1/PRN-101';
  const operations = () => import('./alarm-operations.js');

  for (const [name, command, description] of [
    ['ack', 'alarm-acknowledge', 'take an alarm over'],
    ['unack', 'alarm-unacknowledge', 'give it back: nobody has it'],
    ['close', 'alarm-close', 'say that it needs nobody any more'],
  ] as const) {
    operator(name, description)
      .argument('<alarm>', which)
      .option('--note <text>', 'why, or what will be done')
      .action(async (alarm, _, self) => (await operations()).operate(command, alarm, self.optsWithGlobals()));
  }

  operator('shelve', 'keep alarms quiet for a time')
    .argument('<name>', 'name of the shelf')
    .requiredOption('--reason <text>', 'why')
    .option('--device <id>', 'only alarms of this device; --device or --type is needed')
    .option('--type <type>', 'only alarms of this type')
    .option('--qualifier <qualifier>', 'only this instance')
    .option('--minutes <n>', 'how long, 1 to 10080; 480 when neither this nor --until is given')
    .option('--until <time>', 'until when, RFC 3339, e.g. 2026-11-23T17:00:00+08:00')
    .action(async (name, _, self) => (await operations()).shelve(name, self.optsWithGlobals()));

  operator('unshelve', 'take a shelf away before its end')
    .argument('<name>', 'name of the shelf')
    .option('--note <text>', 'why')
    .action(async (name, _, self) => (await operations()).unshelve(name, self.optsWithGlobals()));

  operator('purge', 'delete records of cleared alarms')
    .option('--device <id>', 'only of this device')
    .option('--type <type>', 'only of this type')
    .option('--severity <severity>', 'only of this severity')
    .option('--state <state>', 'only in this state; "cleared" takes also what nobody has seen')
    .option('--older-than <minutes>', 'only what cleared so long ago')
    .action(async (_, self) => (await operations()).purge(self.optsWithGlobals()));

  alarms
    .command('shelves')
    .description('the shelves that stand')
    .configureHelp({ showGlobalOptions: true })
    .action(async (_, self) => (await operations()).shelves(self.optsWithGlobals()));
}
