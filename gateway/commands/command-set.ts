import type { z } from 'zod';
import type { CommandContract } from '../../drivers/index.js';
import type { CommandInfo, CommandTarget } from './target.js';

/** Commands of one part of the gateway, by name. */
export type CommandContracts = Readonly<Record<string, CommandContract>>;

/** What does each of them; the arguments have passed the contract's schema. */
export type Handlers<Contracts extends CommandContracts> = {
  readonly [Name in keyof Contracts]: (
    args: z.output<Contracts[Name]['args']>,
    info: CommandInfo,
  ) => Promise<Record<string, unknown> | undefined>;
};

/** One part of the gateway as something that takes commands. */
export function commandSet<Contracts extends CommandContracts>(
  commands: Contracts,
  handlers: Handlers<Contracts>,
): CommandTarget {
  return {
    commands,
    execute: (name, args, info) => handlers[name as keyof Contracts](args as never, info),
  };
}

/** Several parts as one target. Their names differ; a second one of a name would never be asked. */
export function joinedTarget(parts: readonly CommandTarget[]): CommandTarget {
  const byName = new Map(parts.flatMap((part) => Object.keys(part.commands).map((name) => [name, part] as const)));
  return {
    commands: Object.assign({}, ...parts.map(({ commands }) => commands)),
    // The service has refused names that are not among the commands.
    execute: async (name, args, info) => byName.get(name)?.execute(name, args, info),
  };
}
