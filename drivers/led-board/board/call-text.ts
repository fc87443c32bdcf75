/** What stands on the board for a call: `{number}`, `{digits}` and `{counter}` of a template filled in. */
export function callText(template: string, number: string | number, counter: string | number): string {
  const values: Readonly<Record<string, string>> = {
    number: `${number}`,
    digits: `${number}`.replace(/\D/g, '') || `${number}`,
    counter: `${counter}`,
  };
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
