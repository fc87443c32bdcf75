/** One command a client has sent, as it came. */
export interface ReceivedCommand {
  /** Name of the service, or `publisher`. */
  readonly at: string;
  /** As in its header; undefined where there is none. */
  readonly name: string | undefined;
  readonly text: string;
}

const remembered = 512;
const namesCounted = 1_000;

/** What clients have sent since the beginning: every name is counted, the last 512 texts are kept. */
export interface CommandRecord {
  readonly last: readonly ReceivedCommand[];
  /** How often each name came, `(none)` for what had none; of names beyond the first 1000 only that there were. */
  readonly counts: Readonly<Record<string, number>>;
  add(command: ReceivedCommand): void;
}

export function createCommandRecord(): CommandRecord {
  const last: ReceivedCommand[] = [];
  const counts = new Map<string, number>();
  return {
    last,
    get counts() {
      return Object.fromEntries(counts);
    },
    add(command) {
      last.push(command);
      if (last.length > remembered) last.shift();
      const asked = command.name ?? '(none)';
      const name = counts.has(asked) || counts.size < namesCounted ? asked : '(others)';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
  };
}
