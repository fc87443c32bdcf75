import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GatewayError } from '../../../drivers/index.js';
import { HallBoards } from '../../../gateway/hall/boards.js';
import { settle } from '../../support/virtual-clock.js';
import { type HallStand, openHallStand } from './hall-stand.js';

let stand: HallStand;
let boards: HallBoards;

/** The hall's board for every counter, and one over each. */
const routes = {
  placesOf: (counter: string | number) => [{ board: 'hall' }, { board: 'windows', zone: `window-${counter}` }],
};

beforeEach(async () => {
  stand = await openHallStand();
  begin();
});
afterEach(async () => {
  boards.stop();
  await stand.end();
});

function begin() {
  const { clock, orders, condition } = stand;
  boards = new HallBoards({ clock, routes, orders, condition });
  stand.queue.onChange((change) => boards.changed(change, () => stand.queue.view()));
}

async function draw(count: number) {
  for (let index = 0; index < count; index++) await stand.queue.issue('personal');
}
const offline = new GatewayError('DEVICE_OFFLINE', 'no contact');
const alarm = () => stand.alarms.get('hall-call-not-shown');

describe('what is called', () => {
  test('stands on every board of its counter in the tick in which it is on disk', async () => {
    await draw(1);
    await stand.queue.callNext('1');
    expect(stand.devices.news()).toEqual([
      'hall call {"number":"A001","counter":"1"}',
      'windows call {"number":"A001","counter":"1","zone":"window-1"}',
    ]);
    await settle();
    expect(alarm()).toMatchObject({ active: false });
  });

  test('again, blinks again', async () => {
    await draw(1);
    await stand.queue.callNext('1');
    stand.devices.news();
    await stand.queue.recall('1');
    expect(stand.devices.news()).toHaveLength(2);
  });

  test('goes with its counter, where no other counter is shown', async () => {
    await draw(1);
    await stand.queue.callNext('1');
    stand.devices.news();
    await stand.queue.signOff('1');
    await settle();
    expect(stand.devices.news()).toEqual(['windows clear {"zone":"window-1"}']);
  });

  test('goes with the day', async () => {
    await draw(1);
    await stand.queue.callNext('1');
    stand.devices.news();
    await stand.queue.startDay('2026-11-24');
    await settle();
    expect(stand.devices.news()).toEqual(['hall clear {"zone":"main"}', 'windows clear {"zone":"window-1"}']);
  });
});

describe('a board that does not take a call', () => {
  test('is told again when it is back, and meanwhile people know of it', async () => {
    stand.devices.fail('windows', offline);
    await draw(1);
    await stand.queue.callNext('1');
    await settle();
    expect(alarm()).toMatchObject({
      active: true,
      severity: 'minor',
      detail: 'A001 to counter 1 does not stand on windows (zone window-1): no contact',
    });
    stand.devices.fail('hall', offline);
    await stand.queue.recall('1');
    await settle();
    expect(alarm()).toMatchObject({ active: true, severity: 'major' });
    stand.devices.mend('windows');
    stand.devices.mend('hall');
    stand.devices.news();
    await stand.clock.advance(1_000);
    expect(stand.devices.news()).toEqual([
      'hall call {"number":"A001","counter":"1"}',
      'windows call {"number":"A001","counter":"1","zone":"window-1"}',
    ]);
    expect(alarm()).toMatchObject({ active: false });
  });

  test('is never brought a number that another has overtaken there', async () => {
    stand.devices.fail('hall', offline);
    await draw(2);
    await stand.queue.callNext('1');
    await settle();
    stand.devices.mend('hall');
    await stand.queue.callNext('2');
    stand.devices.news();
    await stand.clock.advance(120_000);
    expect(stand.devices.news()).toEqual([]);
    expect(alarm()).toMatchObject({ active: false });
  });

  test('is not brought the number of a customer who has been and gone', async () => {
    stand.devices.fail('windows', offline);
    await draw(1);
    await stand.queue.callNext('1');
    await settle();
    stand.devices.mend('windows');
    stand.devices.news();
    await stand.queue.finish('1');
    await stand.clock.advance(120_000);
    expect(stand.devices.news()).toEqual(['windows clear {"zone":"window-1"}']);
    expect(alarm()).toMatchObject({ active: false });
  });
});

describe('after a kill', () => {
  test('every counter shows whom it serves, a shared board the last call, and nothing blinks', async () => {
    await draw(2);
    await stand.queue.callNext('2');
    await stand.clock.advance(5_000);
    await stand.queue.callNext('1');
    await settle();
    stand.devices.news();
    await stand.restart();
    begin();
    boards.restore(stand.queue.view());
    await settle();
    expect(stand.devices.news().sort()).toEqual([
      'hall call {"number":"A002","counter":"1","blinkSeconds":0}',
      'windows call {"number":"A001","counter":"2","blinkSeconds":0,"zone":"window-2"}',
      'windows call {"number":"A002","counter":"1","blinkSeconds":0,"zone":"window-1"}',
    ]);
  });

  test('with nobody at a counter, nothing is shown', async () => {
    await stand.restart();
    begin();
    boards.restore(stand.queue.view());
    expect(stand.devices.news()).toEqual([]);
    expect(alarm()).toMatchObject({ active: false });
  });
});
