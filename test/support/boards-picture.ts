import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { drivers } from '../../drivers/index.js';
import { createBus } from '../../drivers/transport/bus.js';
import { memoryPair } from '../../drivers/transport/memory.js';
import { loadConfig } from '../../gateway/config/load.js';
import { packageRoot } from '../../gateway/version.js';
import { createModbusDigits } from '../../simulators/led-board/modbus-digits.js';
import type { DigitsView } from '../../simulators/led-board/modbus-digits-view.js';
import { createOnbon } from '../../simulators/led-board/onbon.js';
import type { BoardView } from '../../simulators/led-board/onbon-view.js';
import { plugIn } from '../../simulators/line.js';
import { createSharedLine } from '../../simulators/shared-line.js';
import { createWorld } from '../../simulators/world.js';
import { type Drawing, drawDigits, drawSigns, escapeXml } from './board-glass.js';
import { recordingContext } from './recording-context.js';
import { VirtualClock } from './virtual-clock.js';

/** What is called before the picture is taken: first on the window's board, then on the digits of window 1. */
const calls = [
  { number: 'A009', counter: 3, boards: ['board-1', 'board-2'] },
  { number: 'A012', counter: 1, boards: ['board-1', 'window-1'], blinkSeconds: 5 },
];

/**
 * `docs/boards.svg`: the boards of config/demo.yaml after two calls, each as its simulator says that it looks. The drivers
 * are the real ones, time is not, so it is the same picture each time.
 */
export async function boardsPicture(): Promise<string> {
  const clock = new VirtualClock();
  const world = createWorld({ seed: 1, clock });
  const hall = createOnbon(world, { address: 1, width: 192, height: 32 });
  const window3 = createOnbon(world, { address: 2, width: 64, height: 32 });
  const window1 = createModbusDigits(world, { address: 1 });
  const line = createSharedLine({ world, members: [hall, window3, window1] });
  const bus = createBus({
    name: 'rs485-1',
    clock,
    random: () => 0.5,
    open: async () => {
      const [host, device] = memoryPair();
      plugIn(line, device);
      return host;
    },
  });
  const boards = await Promise.all(
    (await demoBoards()).map(async ({ id, driver, options }) => {
      const { context, seen } = recordingContext({ options, link: bus.member(id), clock });
      const session = await driver.open({ ...context, language: 'zh', hours: undefined } as never);
      return { id, session, seen };
    }),
  );
  const inTime = async (work: readonly Promise<unknown>[]) => {
    await clock.advance(3_000);
    await Promise.all(work);
  };
  await inTime(boards.map(({ session }) => session.identify()));
  for (const { boards: lit, ...call } of calls) {
    const called = boards.filter(({ id }) => lit.includes(id));
    await inTime(
      called.map(({ session }) => session.commands['call']?.(call as never, {} as never) ?? Promise.reject()),
    );
  }
  const said = (wanted: string) => {
    const { zones } = boards.find(({ id }) => id === wanted)?.seen.state ?? {};
    const { main } = zones as Record<string, { verified: string; blinking?: boolean }>;
    return `${main?.verified}${main?.blinking ? ', blinking' : ''}`;
  };
  const signs = (device: typeof hall, width: number) => {
    const { text, areas } = device.view() as BoardView;
    return drawSigns(text, width / 8, areas[0]?.colours[0]);
  };
  const { characters } = window1.view() as DigitsView;
  const picture = sheet([
    { caption: `board-1 · onbon, 192 × 32 · ${said('board-1')}`, drawing: signs(hall, 192) },
    { caption: `window-1 · modbus-digits · ${said('window-1')}`, drawing: drawDigits(characters) },
    { caption: `board-2 · onbon, 64 × 32 · ${said('board-2')}`, drawing: signs(window3, 64) },
  ]);
  for (const { session } of boards) await session.close();
  line.close();
  return picture;
}

async function demoBoards() {
  const loaded = await loadConfig(join(packageRoot(), 'config', 'demo.yaml'), { drivers });
  if (!loaded.ok) throw new Error('config/demo.yaml is wrong');
  return loaded.config.devices.filter(({ class: of }) => of === 'led-board');
}

/** The first glass above, the others side by side below it. */
function sheet(parts: readonly { readonly caption: string; readonly drawing: Drawing }[]): string {
  const margin = 24;
  const [first, ...others] = parts;
  if (!first) throw new Error('no board to draw');
  let x = margin;
  const below = margin + first.drawing.height + 62;
  const placed = [
    place(first, margin, margin),
    ...others.map((part) => {
      const svg = place(part, x, below);
      x += Math.max(part.drawing.width, Math.round(part.caption.length * 7.4)) + margin;
      return svg;
    }),
  ];
  const width = Math.max(first.drawing.width + 2 * margin, x);
  const height = below + Math.max(...others.map(({ drawing }) => drawing.height)) + 48;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.ceil(width)} ${height}" font-family="'DejaVu Sans Mono','Noto Sans Mono CJK SC','Microsoft YaHei','PingFang SC',monospace">
<title>the boards of the demo after two calls</title>
<rect width="${Math.ceil(width)}" height="${height}" rx="8" fill="#e9edf1"/>
${placed.join('\n')}
</svg>
`;
}

function place({ caption, drawing }: { caption: string; drawing: Drawing }, x: number, y: number): string {
  const { width, height, svg } = drawing;
  return `<g transform="translate(${x} ${y})"><rect x="-8" y="-8" width="${width + 16}" height="${height + 16}" rx="4" fill="#160a09"/>${svg}<text y="${height + 28}" font-size="12" fill="#33414e">${escapeXml(caption)}</text></g>`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(await boardsPicture());
