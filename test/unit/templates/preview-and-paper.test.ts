import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  builtinTemplates,
  type Element,
  type Profile,
  parseTemplate,
  plain,
  profileNames,
  profiles,
  renderTemplate,
  ticketData,
} from '../../../drivers/index.js';
import { bitmapOf } from '../../../drivers/ticket-printer/escpos/picture.js';
import { composeSheet } from '../../../drivers/ticket-printer/escpos/sheet.js';
import { paperSvg } from '../../../gateway/templates/paper/paper-svg.js';
import { createInstantBench } from '../simulators/ticket-printer/bench.js';
import { anyElement } from '../ticket-printer/support/any-element.js';
import { columnsIn, darkIn, runsIn } from './support/svg.js';

/*
 * The picture of a preview against the paper of a simulated printer that was sent the bytes of the same ticket. The
 * simulator has its own reading of the bytes, so neither side can be right by itself alone.
 */

/** What one sees of a ticket, from the top. */
type Seen =
  | {
      readonly text: string;
      /** Where each sign that is not blank begins, half-width columns from the left. */
      readonly columns: readonly number[];
      readonly style: object;
    }
  | { readonly symbol: 'qr' | 'picture' };

const logo = bitmapOf(100, 20, (x, y) => (x * y) % 7 === 0);

function print(elements: readonly Element[], profile: Profile) {
  const bench = createInstantBench({
    columns: profile.columns,
    charset: profile.fourByteGb18030 ? 'gb18030' : 'gbk',
    nativeQr: profile.nativeQr,
  });
  bench.host.send(composeSheet(elements, profile, { logo: { kind: 'picture', bitmap: logo } }).bytes);
  expect(bench.view().protocolErrors).toEqual([]);
  return bench;
}

function onPaper(elements: readonly Element[], profile: Profile): Seen[] {
  const { tickets } = print(elements, profile).view();
  return (tickets[0]?.items ?? []).flatMap((item): Seen[] => {
    if (item.kind === 'qr') return [{ symbol: 'qr' }];
    // Where the printer cannot draw the code it comes as a picture; its strips are one.
    if (item.kind === 'picture') return [{ symbol: item.picture.width === 104 ? 'picture' : 'qr' }];
    if (item.kind !== 'line') throw new Error(`no ticket has a ${item.kind}`);
    const { text, align, width, height, bold, reverse, underline } = item.line;
    const widths = [...text].map((sign) => (sign < '\u0080' ? width : 2 * width));
    const room = profile.columns - widths.reduce((sum, each) => sum + each, 0);
    let at = { left: 0, centre: room / 2, right: room }[align];
    const columns = [...text].flatMap((sign, index) => {
      const begin = at;
      at += widths[index]!;
      return sign.trim() === '' ? [] : [begin];
    });
    return [{ text, columns, style: { width, height, bold, reverse, underline: underline > 0 } }];
  });
}

function inPicture(elements: readonly Element[], profile: Profile): Seen[] {
  const blocks = paperSvg(elements, profile, logo)
    .split('\n')
    .filter((line) => line.startsWith('<g '));
  return blocks.flatMap((block): Seen[] => {
    if (block.includes('class="qr"')) return [{ symbol: 'qr' }];
    if (block.includes('class="logo"')) return [{ symbol: 'picture' }];
    return runsIn(block, profile).flatMap((run) => {
      const { width, height, bold, reverse, underline } = run;
      const text = run.text.trimEnd();
      const style = { width, height, bold, reverse, underline };
      return text === '' ? [] : [{ text, columns: columnsIn(run, profile), style }];
    });
  });
}

describe.each(profileNames)('on the paper of %s', (name) => {
  const profile: Profile = profiles[name];

  const data = { ticketId: 't1', number: 'A012', service: '个人业务 Personal banking', waitingAhead: 3 };
  const occasion = { branch: '人民路网点', printedAt: '2026-11-23 09:00' };
  const tickets = [
    { ...data, expectedWaitMinutes: 0, qr: 'https://example.com/q/b017/A012' },
    { ...data, number: '理财A0123', expectedWaitMinutes: 12 },
  ];
  it.each([...builtinTemplates.keys()])('the preview of %s shows the lines that are printed', (template) => {
    for (const ticket of tickets) {
      const rendered = renderTemplate(builtinTemplates.get(template)!, ticketData(ticket, occasion), profile);
      if ('faults' in rendered) throw new Error(JSON.stringify(rendered.faults));
      const printed = onPaper(rendered.elements, profile);
      expect(printed.length).toBeGreaterThan(8);
      expect(inPicture(rendered.elements, profile)).toEqual(printed);
    }
  });

  it('the columns of a row in large letters stand where they are printed', () => {
    const parsed = parseTemplate('[columns 9 11 right *, 2x1] {service} | {waitingAhead} 人 | {number}');
    if ('mistakes' in parsed) throw new Error(JSON.stringify(parsed.mistakes));
    const rendered = renderTemplate(parsed.template, ticketData(tickets[1]!, occasion), profile);
    if ('faults' in rendered) throw new Error(JSON.stringify(rendered.faults));
    const printed = onPaper(rendered.elements, profile);
    expect(printed.length).toBeGreaterThan(3);
    expect(inPicture(rendered.elements, profile)).toEqual(printed);
  });

  it('what is too large to be printed is not in the preview', () => {
    const elements: Element[] = [
      { kind: 'qr', text: 'x'.repeat(2_400), align: 'centre' },
      { kind: 'text', text: 'A012', align: 'left', style: plain },
    ];
    const printed = onPaper(elements, profile);
    expect(printed).toHaveLength(1);
    expect(inPicture(elements, profile)).toEqual(printed);
  });

  it('the logo has the dots that are printed', () => {
    const elements: Element[] = [{ kind: 'logo', align: 'centre' }];
    const { view, act } = print(elements, profile);
    const { digest } = view().tickets[0]!.pictures[0]!;
    const printed = act('pixels', { digest }) as { width: number; height: number; base64: string };
    const rows = Buffer.from(printed.base64, 'base64');
    const [, place = '', path = ''] =
      /class="logo" transform="translate\((\S+) 0\)" d="([^"]+)"/.exec(paperSvg(elements, profile, logo)) ?? [];
    expect(Number(place)).toBe((profile.dots - logo.width) / 2);
    const { isDark } = darkIn(path);
    let black = 0;
    for (let y = 0; y < printed.height; y++) {
      for (let x = 0; x < printed.width; x++) {
        const isPrinted = ((rows[y * (printed.width / 8) + (x >> 3)]! << (x & 7)) & 0x80) !== 0;
        expect(isDark(x, y), `${x}, ${y}`).toBe(isPrinted);
        if (isPrinted) black++;
      }
    }
    expect(black).toBeGreaterThan(100);
  });

  it('the preview of anything shows the lines that are printed', () => {
    let lines = 0;
    fc.assert(
      fc.property(fc.array(anyElement, { maxLength: 8 }), (elements) => {
        const printed = onPaper(elements, profile);
        lines += printed.length;
        expect(inPicture(elements, profile)).toEqual(printed);
      }),
      { numRuns: 60 },
    );
    expect(lines).toBeGreaterThan(100);
  });
});
