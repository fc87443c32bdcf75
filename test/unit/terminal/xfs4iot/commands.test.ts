import { describe, expect, it } from 'vitest';
import { allowedCommands, checkOutgoing } from '../../../../drivers/terminal/xfs4iot/commands.js';
import { encodeCommand } from '../../../../drivers/terminal/xfs4iot/envelope.js';

/** Names of the reference and of the standard that must never leave, dangerous ones first (terminal-health.md 1.7). */
const forbidden = [
  ...['CardReader.ReadRawData', 'CardReader.WriteRawData', 'CardReader.ChipIO', 'CardReader.Reset', 'CardReader.Move'],
  ...['CardReader.RetainCard', 'CardReader.ChipPower', 'CardReader.EMVClessPerformTransaction'],
  ...['PinPad.GetPinBlock', 'PinPad.LocalDES', 'Keyboard.PinEntry', 'Keyboard.DataEntry', 'KeyManagement.ImportKey'],
  ...['KeyManagement.DeleteKey', 'KeyManagement.Reset', 'KeyManagement.Initialization', 'Crypto.CryptoData'],
  ...['CashDispenser.Dispense', 'CashDispenser.Present', 'CashDispenser.Reject', 'CashManagement.Retract'],
  ...['CashManagement.Reset', 'CashManagement.OpenShutter', 'CashAcceptor.CashIn', 'CashAcceptor.CashInStart'],
  ...['CashAcceptor.CashInEnd', 'CashAcceptor.CashInRollback', 'Storage.SetStorage', 'Storage.StartExchange'],
  ...['Storage.EndExchange', 'Printer.PrintRaw', 'Printer.ControlMedia', 'Printer.Reset', 'Printer.RetractMedia'],
  ...['Common.SetTransactionState', 'Common.GetTransactionState', 'Common.PowerSaveControl', 'Common.Cancel'],
  ...[
    'Common.GetCommandNonce',
    'Common.ClearCommandNonce',
    'Auxiliaries.SetAuxiliaries',
    'Auxiliaries.ClearAutoStartupTime',
  ],
  ...['Auxiliaries.SetAutoStartupTime', 'Lights.SetLight', 'VendorMode.EnterModeRequest', 'VendorMode.ExitModeRequest'],
  ...['VendorMode.Register', 'VendorApplication.StartLocalApplication', 'TextTerminal.Write', 'Camera.TakePicture'],
  ...['BarcodeReader.Read', 'Biometric.Read', 'Check.MediaIn', 'Deposit.Entry', 'BanknoteNeutralization.SetProtection'],
  ...['Common.StatusX', 'common.status', 'Common.Status ', ' Common.Status', 'Common.Status\u0000', '', 'toString'],
];

const text = (name: unknown, ...types: unknown[]) =>
  JSON.stringify({
    header: { type: types.length > 0 ? types[0] : 'command', name, version: '1.0', requestId: 1 },
    payload: {},
  });

describe('the list in front of the socket', () => {
  it('is the one of the reference (1.7)', () => {
    expect([...allowedCommands]).toEqual([
      ...['ServicePublisher.GetServices', 'Common.Status', 'Common.Capabilities', 'Common.SetVersions'],
      ...['Storage.GetStorage', 'Auxiliaries.Register'],
    ]);
  });

  it.each(allowedCommands)('lets %s pass as it is, in both envelopes', (name) => {
    for (const release of ['2021-1', '2023'] as const) {
      const out = encodeCommand({ name, release, version: '1.0', requestId: 1, timeoutMs: 1, payload: {} });
      expect(checkOutgoing(out)).toBe(out);
    }
  });

  it.each(forbidden)('refuses %j', (name) => {
    expect(() => checkOutgoing(text(name))).toThrow('refused to send');
  });

  it.each(['acknowledge', 'event', 'completion', 'unsolicited', undefined, null, 1])(
    'refuses a message of type %j',
    (type) => {
      expect(() => checkOutgoing(text('Common.Status', type))).toThrow('refused to send');
    },
  );

  it.each([
    [
      'a second name, which the other side may read',
      '{"header":{"type":"command","name":"CashDispenser.Dispense","name":"Common.Status","requestId":1},"payload":{}}',
    ],
    [
      'a second header',
      '{"header":{"type":"command","name":"CashDispenser.Dispense"},"header":{"type":"command","name":"Common.Status"}}',
    ],
    ['two messages in one', `${text('Common.Status')}${text('CashDispenser.Dispense')}`],
    ['text around it', ` ${text('Common.Status')}`],
    ['a list', `[${text('Common.Status')}]`],
    ['no JSON', 'Common.Status'],
    ['names that are no text', text(['Common.Status'])],
  ])('refuses %s', (_what, out) => {
    expect(() => checkOutgoing(out)).toThrow('refused to send');
  });
});
