import { describe, expect, it } from 'vitest';
import { interfacesOf, offers, versionFor, versionsToSet } from '../../../../drivers/terminal/xfs4iot/versions.js';

const dialect = { release: '2023', version: '2.0' } as const;
const capabilities = (commands: Record<string, unknown>, events: Record<string, unknown> = {}) => ({
  interfaces: [
    {
      name: 'Common',
      commands: Object.fromEntries(Object.entries(commands).map(([name, versions]) => [name, { versions }])),
      events: Object.fromEntries(Object.entries(events).map(([name, versions]) => [name, { versions }])),
    },
  ],
});

describe('versions are taken from what a service says it has', () => {
  it.each([
    [['1.0'], '1.0'],
    [['1.0', '2.0'], '2.0'],
    [['2.1', '2.0', '1.0'], '2.1'],
    [['2.9', '2.10'], '2.10'],
    [['3.0', '4.0'], '3.0'],
    [['4.0', '5.0'], '4.0'],
    [[], '2.0'],
    ['2.0', '2.0'],
    [[2, null, 'x', '1.'], '2.0'],
  ])('%j: Common.Status is asked for as %s', (versions, asked) => {
    expect(versionFor(capabilities({ 'Common.Status': versions }), 'Common.Status', dialect)).toBe(asked);
  });

  it('a command that is not there is not offered', () => {
    expect(offers(capabilities({ 'Common.Status': ['2.0'] }), 'Storage.GetStorage')).toBe(false);
    expect(offers(capabilities({ 'Storage.GetStorage': ['2.0'] }), 'Storage.GetStorage')).toBe(true);
    for (const strange of [
      {},
      { interfaces: null },
      { interfaces: 'x' },
      { interfaces: [null, 1, { name: 'Common' }] },
    ]) {
      expect(offers(strange, 'Storage.GetStorage')).toBe(false);
      expect(interfacesOf(strange)).toEqual(
        'interfaces' in strange && Array.isArray(strange.interfaces) ? ['Common'] : [],
      );
    }
  });
});

describe('SetVersions is sent only where a newer message would come that nobody here knows', () => {
  it.each([
    [{ 'Common.Status': ['2.0'] }, { 'Common.StatusChangedEvent': ['3.0'] }, undefined],
    [{ 'Common.Status': ['2.0', '4.0'] }, {}, { commands: { 'Common.Status': 2 }, events: {} }],
    [
      {},
      { 'Common.StatusChangedEvent': ['2.0', '3.0', '4.1'] },
      { commands: {}, events: { 'Common.StatusChangedEvent': 3 } },
    ],
    // Nothing older to ask for.
    [{}, { 'Common.StatusChangedEvent': ['4.0'] }, undefined],
    [{ 'CashDispenser.Dispense': ['1.0', '9.0'] }, {}, undefined],
  ])('%j, %j', (commands, events, wanted) => {
    expect(versionsToSet(capabilities(commands, events))).toEqual(wanted);
  });
});
