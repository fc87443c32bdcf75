import type { DriverContext } from '../../driver.js';
import { GatewayError } from '../../error.js';
import { type NutDialogue, NutRefusal, type Wire } from './dialogue.js';
import type { NutOptions } from './options.js';
import { wordReply } from './reply.js';
import { secure } from './secure.js';

export const caFile = (name: string) => ({ field: ['caFile'], name, kind: 'authority' }) as const;

const nowhere: Wire = {
  write: async () => {
    throw new GatewayError('TRANSPORT_CLOSED', 'TLS has not come about');
  },
  onData: () => undefined,
};

/**
 * Changes to TLS as the options want it; true when it is spoken from now on. Once a server has offered it, there is no way
 * back to the clear: whoever breaks the handshake would else read along.
 */
export async function startTls(dialogue: NutDialogue, context: DriverContext<NutOptions, 'stream'>): Promise<boolean> {
  const { options, link, clock } = context;
  if (options.tls === 'off') return false;
  try {
    const word = await dialogue.ask(['STARTTLS'], wordReply('OK'));
    if (word !== 'STARTTLS')
      throw new GatewayError('PROTOCOL_UNEXPECTED', `${link.name} answers OK, but not to STARTTLS`);
  } catch (error) {
    if (!(error instanceof NutRefusal)) throw error;
    if (options.tls === 'if-offered') return false;
    const text =
      `${link.name} does not offer TLS (ERR ${error.refusal.slice(0, 40)}), and tls: required forbids to go on without: ` +
      'give the server a certificate (CERTFILE or CERTPATH in upsd.conf)';
    throw new GatewayError('PROTOCOL_UNSUPPORTED', text);
  }
  // From here on not a word in the clear, whatever becomes of it.
  dialogue.use(nowhere);
  const ca = options.caFile === undefined ? undefined : await context.file(caFile(options.caFile));
  const { tlsServerName: serverName, replyTimeoutMs: timeoutMs } = options;
  dialogue.use(await secure({ link, clock, timeoutMs, ca, serverName }));
  return true;
}
