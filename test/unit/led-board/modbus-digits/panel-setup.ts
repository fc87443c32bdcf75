import type { z } from 'zod';
import { asCall, asPoll, type Turn } from '../../../../drivers/led-board/board/panel.js';
import { type DigitsOptions, digitsOptions } from '../../../../drivers/led-board/modbus-digits/options.js';
import { DigitsPanel } from '../../../../drivers/led-board/modbus-digits/panel.js';
import { recordingContext } from '../../../support/recording-context.js';
import { ScriptedModule } from './scripted-module.js';

export function panelOn(options: z.input<typeof digitsOptions> = {}, module = new ScriptedModule()) {
  const { context, seen } = recordingContext<DigitsOptions, 'bus'>({
    options: digitsOptions.parse(options),
    link: module,
  });
  const panel = new DigitsPanel({ ...context, hours: undefined });
  return {
    panel,
    module,
    seen,
    /** What a `show` of the session comes to. */
    show: (text: string, { blink = false, turn = asCall }: { blink?: boolean; turn?: Turn } = {}) =>
      panel.show(
        'main',
        { board: panel.fit('main', text, 'args.text'), kind: 'call', ends: false, blink, seconds: 60 },
        turn,
      ),
    glass: async () => (await panel.look(asPoll)).zones?.get('main'),
    /** The last said about refusals. */
    refused: () => seen.alarms.findLast(({ type }) => type === 'led-write-rejected'),
  };
}
