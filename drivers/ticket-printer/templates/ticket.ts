import { GatewayError } from '../../error.js';
import type { PrintArgs } from '../contract.js';
import type { Element } from '../elements.js';
import { standardFields, type TicketOccasion, ticketData } from './fields.js';
import type { TicketTemplates } from './library.js';
import { type Paper, type RenderFault, renderTemplate } from './render.js';

export const standardTemplate = 'standard';

export interface TicketSetting {
  readonly templates: TicketTemplates;
  /** What a ticket that names no template is printed by. Default: `standard`. */
  readonly usual?: string;
  readonly occasion: TicketOccasion;
  readonly paper: Paper;
  readonly deviceId: string;
}

/**
 * One ticket from the command to what stands on the paper. Throws COMMAND_ARGS_INVALID for a template there is none of
 * and for a field it wants and the command does not give: before anything is printed.
 */
export function layOutTicket(
  args: PrintArgs,
  { templates, usual = standardTemplate, occasion, paper, deviceId }: TicketSetting,
): readonly Element[] {
  const name = args.template ?? usual;
  const template = templates.find(name);
  if (!template) {
    const message = `args.template: found ${JSON.stringify(name)}, allowed: ${templates.names().join(', ')}`;
    throw new GatewayError('COMMAND_ARGS_INVALID', message, { deviceId, field: 'args.template' });
  }
  const rendered = renderTemplate(template, ticketData(args, occasion), paper);
  if ('elements' in rendered) return rendered.elements;
  const message = rendered.faults.map((fault) => `${pathOf(fault)}: ${sentence(fault, name)}`).join('; ');
  const field = rendered.faults[0] && pathOf(rendered.faults[0]);
  throw new GatewayError('COMMAND_ARGS_INVALID', message, { deviceId, ...(field === undefined ? {} : { field }) });
}

function pathOf({ missing }: RenderFault): string {
  return missing === undefined ? 'args' : `args.${argumentOf(missing)}`;
}

function sentence({ line, found, allowed }: RenderFault, name: string): string {
  return `found ${found}, allowed: ${allowed} (line ${line} of the template "${name}")`;
}

/** Where a print command has the field. */
export function argumentOf(field: string): string {
  return standardFields.some((standard) => standard === field) ? field : `fields.${field}`;
}
