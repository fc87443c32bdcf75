import { EventEmitter, once } from 'node:events';
import { appendFileSync, mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock, type Timer, ticketTemplates } from '../../../drivers/index.js';
import { readFileLimited } from '../../../gateway/config/read-text.js';
import { listFolder, readTemplateFolder } from '../../../gateway/templates/folder.js';
import { type TemplateWatch, watchTemplates } from '../../../gateway/templates/watch.js';
import { temporaryFolder } from '../../support/gateway-process.js';
import { settle, VirtualClock } from '../../support/virtual-clock.js';

let root: ReturnType<typeof temporaryFolder>;
let folder: string;
let watch: TemplateWatch | undefined;
let log: EventEmitter;
let warnings: string[][];
/** What is wrong, each time the gateway says it. */
let said: string[][];

beforeEach(() => {
  root = temporaryFolder();
  folder = join(root.path, 'templates');
  log = new EventEmitter();
  warnings = [];
  said = [];
});

afterEach(() => {
  watch?.stop();
  watch = undefined;
  root.remove();
});

/** A gateway that has read the folder and watches it from now on. */
async function start({ beforeWatching, clock = systemClock }: { beforeWatching?: () => void; clock?: Clock } = {}) {
  const read = await readTemplateFolder(folder, { readFile: readFileLimited, listFolder });
  const byName = 'sound' in read ? read.sound : new Map();
  beforeWatching?.();
  watch = await watchTemplates({
    own: { folder, byName },
    clock,
    logger: {
      debug: () => undefined,
      info: (_message, details) => void log.emit('changed', details?.['changed']),
      warn: (_message, details) => {
        const problems = details?.['problems'] as string[];
        warnings.push(problems.map((line) => line.replaceAll(`${root.path}/`, '')));
        log.emit('warned');
      },
    },
  });
  watch.onProblems((problems) => said.push(problems.map((line) => line.replaceAll(`${root.path}/`, ''))));
  return ticketTemplates(() => watch?.current() ?? new Map(), 'zh');
}

/** A virtual clock that says when somebody begins to wait. */
class TellingClock extends VirtualClock {
  readonly #ears = new EventEmitter();

  override setTimeout(callback: () => void, ms: number): Timer {
    this.#ears.emit('armed', ms);
    return super.setTimeout(callback, ms);
  }

  /** For how long, in ms, somebody waits next. */
  async armed(): Promise<number> {
    return (await once(this.#ears, 'armed'))[0];
  }
}

const put = (name: string, text: string) => writeFileSync(join(folder, `${name}.ticket`), text);

/** The names that have changed when the gateway says next that some have. */
async function changedBy(work: () => void): Promise<unknown> {
  const changed = once(log, 'changed');
  work();
  return (await changed)[0];
}

async function warnedBy(work: () => void): Promise<string[] | undefined> {
  const warned = once(log, 'warned');
  work();
  await warned;
  return warnings.at(-1);
}

const textOf = (templates: ReturnType<typeof ticketTemplates>, name: string) =>
  templates.find(name)?.lines.map(({ content }) => ('text' in content ? content.text.join('') : ''));

describe('the folder of templates, while the gateway runs', () => {
  beforeEach(() => mkdirSync(folder));

  it('is read again when a file in it is written, added or deleted', async () => {
    put('vip', 'one');
    const templates = await start();
    expect(textOf(templates, 'vip')).toEqual(['one']);
    expect(await changedBy(() => put('vip', 'two'))).toEqual(['vip']);
    expect(textOf(templates, 'vip')).toEqual(['two']);
    expect(await changedBy(() => put('loan-zh', 'new'))).toEqual(['loan-zh']);
    expect(textOf(templates, 'loan')).toEqual(['new']);
    expect(await changedBy(() => unlinkSync(join(folder, 'vip.ticket')))).toEqual(['vip']);
    expect(templates.find('vip')).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it('may be edited by a program that writes another file and renames it', async () => {
    put('vip', 'one');
    const templates = await start();
    for (const text of ['two', 'three']) {
      const temporary = join(folder, '.vip.ticket.swp');
      writeFileSync(temporary, text);
      expect(await changedBy(() => renameSync(temporary, join(folder, 'vip.ticket')))).toEqual(['vip']);
      expect(textOf(templates, 'vip')).toEqual([text]);
    }
  });

  it('with a mistake in a file keeps the last good one and says so once', async () => {
    put('vip', 'one');
    put('other', 'one');
    const templates = await start();
    expect(await warnedBy(() => put('vip', 'fine\n[blod] two'))).toEqual([
      expect.stringMatching(/^templates\/vip\.ticket:2: found the mark "blod", .*Did you mean "bold"\?$/),
    ]);
    expect(textOf(templates, 'vip')).toEqual(['one']);
    expect(await changedBy(() => put('other', 'two'))).toEqual(['other']);
    expect(warnings).toHaveLength(1);
    expect(said.at(-1)).toEqual(warnings[0]);
    expect(await changedBy(() => put('vip', 'three'))).toEqual(['vip']);
    expect(said.at(-1)).toEqual([]);
    expect(await warnedBy(() => put('vip', 'fine\n[blod] two'))).toBeDefined();
    expect(textOf(templates, 'vip')).toEqual(['three']);
  });

  it('with a new file that is wrong from the beginning does not know it', async () => {
    const templates = await start();
    await warnedBy(() => put('vip', '{nobody}'));
    expect(templates.find('vip')).toBeUndefined();
    expect(await changedBy(() => put('vip', '{number}'))).toEqual(['vip']);
  });

  it('may replace a built-in template and give it back', async () => {
    const templates = await start();
    const builtin = templates.find('standard');
    await changedBy(() => put('standard-zh', 'own'));
    expect(textOf(templates, 'standard')).toEqual(['own']);
    await changedBy(() => unlinkSync(join(folder, 'standard-zh.ticket')));
    expect(templates.find('standard')).toBe(builtin);
  });

  it('may be exchanged as a whole; while it is away the gateway keeps what it had', async () => {
    put('vip', 'one');
    const templates = await start();
    const next = join(root.path, 'next');
    mkdirSync(next);
    writeFileSync(join(next, 'vip.ticket'), 'two');
    expect(await warnedBy(() => renameSync(folder, join(root.path, 'old')))).toEqual([
      'templates: found no such folder, allowed: a folder that can be read',
    ]);
    expect(textOf(templates, 'vip')).toEqual(['one']);
    expect(await changedBy(() => renameSync(next, folder))).toEqual(['vip']);
    expect(textOf(templates, 'vip')).toEqual(['two']);
    expect(await changedBy(() => put('vip', 'three'))).toEqual(['vip']);
  });

  it('is not missed when it changes between the reading and the watching', async () => {
    put('vip', 'one');
    const changed = once(log, 'changed');
    const templates = await start({ beforeWatching: () => put('vip', 'two') });
    expect(await changed).toEqual([['vip']]);
    expect(textOf(templates, 'vip')).toEqual(['two']);
  });
});

describe('a template that is written in halves', () => {
  const whole = '[bold] one\n[bold] two\n';
  const half = '[bold] one\n';
  const append = (text: string) => appendFileSync(join(folder, 'vip.ticket'), text);
  let clock: TellingClock;
  let templates: ReturnType<typeof ticketTemplates>;
  /** What the template said each time the gateway took it up. */
  let changes: unknown[];

  /** Writes, and lets pass what the gateway waits after it, until it has read the file once. */
  async function writtenAndRead(write: () => void): Promise<void> {
    const told = clock.armed();
    write();
    await told;
    // One write may be told as several changes.
    await settle();
    const read = clock.armed();
    await clock.advance(250);
    await read;
  }

  beforeEach(async () => {
    mkdirSync(folder);
    put('vip', 'old');
    clock = new TellingClock();
    templates = await start({ clock });
    changes = [];
    log.on('changed', () => changes.push(textOf(templates, 'vip')));
  });

  it('counts when it is whole: the half that was read in between never does', async () => {
    await writtenAndRead(() => put('vip', half));
    expect(textOf(templates, 'vip')).toEqual(['old']);
    await writtenAndRead(() => append(whole.slice(half.length)));
    expect(textOf(templates, 'vip')).toEqual(['old']);
    expect(await changedBy(() => void clock.advance(250))).toEqual(['vip']);
    expect(changes).toEqual([['one', 'two']]);
    expect(warnings).toEqual([]);
  });

  it('and has a mistake while it is half: nobody is told of it', async () => {
    await writtenAndRead(() => put('vip', '[bold] one\n[bo'));
    await writtenAndRead(() => append('ld] two\n'));
    expect(await changedBy(() => void clock.advance(250))).toEqual(['vip']);
    expect(changes).toEqual([['one', 'two']]);
    expect([warnings, said]).toEqual([[], [[], []]]);
  });

  it('counts as half only when it stays so', async () => {
    await writtenAndRead(() => put('vip', half));
    expect(await changedBy(() => void clock.advance(250))).toEqual(['vip']);
    expect(changes).toEqual([['one']]);
  });
});

describe('a folder of templates that is not there', () => {
  it('is found when it comes, with what is put in it', async () => {
    const templates = await start();
    expect(templates.names()).toEqual(['standard', 'standard-en', 'standard-zh']);
    const changed = await changedBy(() => {
      mkdirSync(folder);
      put('vip', 'one');
    });
    expect(changed).toEqual(['vip']);
    expect(await changedBy(() => put('vip', 'two'))).toEqual(['vip']);
    expect(warnings).toEqual([]);
  });

  it('nor the one above is looked for every half minute', async () => {
    rmSync(root.path, { recursive: true });
    const clock = new TellingClock();
    const templates = await start({ clock });
    expect(templates.find('standard')).toBeDefined();
    const rest = clock.armed();
    await clock.advance(250);
    expect(await rest).toBe(30_000);
    mkdirSync(folder, { recursive: true });
    put('vip', 'one');
    const quiet = clock.armed();
    await clock.advance(30_000);
    expect(await quiet).toBe(250);
    expect(await changedBy(() => void clock.advance(250))).toEqual(['vip']);
  });
});
