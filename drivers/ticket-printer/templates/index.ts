export { builtinTemplates, builtinTexts } from './builtin.js';
export * from './fields.js';
export * from './library.js';
export { parseTemplate } from './parse.js';
export * from './render.js';
export * from './template.js';
export * from './ticket.js';
