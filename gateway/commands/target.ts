import { type CommandContract, GatewayError } from '../../drivers/index.js';
import { check } from '../validation/refusal.js';

/** What a handler may know of the request. */
export interface CommandInfo {
  readonly commandId: string;
  readonly clientId: string;
  /** ms since 1970; after this nobody wants it done any more. */
  readonly expiresAt: number;
}

/** Something that takes commands: a device or the gateway itself. */
export interface CommandTarget {
  readonly commands: Readonly<Record<string, CommandContract>>;
  execute(name: string, args: unknown, info: CommandInfo): Promise<Record<string, unknown> | undefined>;
}

/** Who there is to command. */
export interface CommandTargets {
  readonly target: (deviceId: string) => CommandTarget | undefined;
  readonly deviceIds: () => readonly string[];
}

/** A command as it can be executed. */
export interface ResolvedCommand {
  readonly target: CommandTarget;
  readonly contract: CommandContract;
  /** As its schema gives them, defaults filled in. */
  readonly args: unknown;
}

/** Finds who takes a command and checks its arguments; throws a GatewayError that says what is allowed. */
export function resolveCommand(
  { target: find, deviceIds }: CommandTargets,
  { deviceId, name, args: rawArgs }: { readonly deviceId: string; readonly name: string; readonly args: unknown },
): ResolvedCommand {
  const target = find(deviceId);
  if (!target) {
    const allowed = deviceIds().join(', ');
    throw new GatewayError('COMMAND_UNKNOWN_DEVICE', `there is no device "${deviceId}"; allowed: ${allowed}`);
  }
  const contract = target.commands[name];
  if (!contract) {
    const allowed = Object.keys(target.commands).join(', ');
    throw new GatewayError('COMMAND_UNKNOWN', `${deviceId} has no command "${name}"; allowed: ${allowed}`, {
      deviceId,
    });
  }
  const args = check(contract.args, rawArgs, ['args']);
  if (!args.ok) {
    const { message, field } = args.refusal;
    throw new GatewayError('COMMAND_ARGS_INVALID', message, { deviceId, field });
  }
  return { target, contract, args: args.value };
}
