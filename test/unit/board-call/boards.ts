import { callArgsSchema, GatewayError } from '../../../drivers/index.js';
import type { CallRoutes } from '../../../gateway/board-call/routes.js';
import type { CommandInfo, CommandTarget } from '../../../gateway/commands/target.js';

export const routes: CallRoutes = {
  boards: ['hall', 'window-3', 'dead'],
  counters: undefined,
  placesOf: (counter) => [
    { board: 'hall' },
    ...(String(counter) === '3' ? [{ board: 'window-3', zone: 'left' }] : []),
    ...(String(counter) === '9' ? [{ board: 'dead' }] : []),
  ],
};

type Execute = CommandTarget['execute'];

/** Boards that write down what they are told, in order; each answers as its entry says, else at once. */
export function createBoards() {
  const told: string[] = [];
  const infos: CommandInfo[] = [];
  const answers = new Map<string, Execute>();
  const board = (id: string): CommandTarget => ({
    commands: { call: { description: '', args: callArgsSchema, idempotent: true } },
    execute: (name, args, info) => {
      told.push(`${id} ${name} ${JSON.stringify(args)}`);
      infos.push(info);
      const answer = answers.get(id);
      const { number } = args as { number: string };
      return answer ? answer(name, args, info) : Promise.resolve({ text: number, verified: 'acknowledged' });
    },
  });
  const targets = new Map(routes.boards.map((id) => [id, board(id)]));
  return {
    told,
    infos,
    target: (id: string) => targets.get(id),
    /** Lets the board's next calls end as `answer` says. */
    answer: (id: string, answer: Execute) => void answers.set(id, answer),
    fail: (id: string, error: Error) => void answers.set(id, () => Promise.reject(error)),
    /** Its calls wait for the function that is returned. */
    hold(id: string): () => void {
      let open: () => void = () => undefined;
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      answers.set(id, async () => {
        await opened;
        return { verified: 'acknowledged' };
      });
      return open;
    },
  };
}

export const silent = new GatewayError('TRANSPORT_REPLY_TIMEOUT', 'no answer in 1000 ms');
