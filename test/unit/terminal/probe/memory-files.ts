import type { OptionFile } from '../../../../drivers/driver.js';

/** Files that options name, without a disk. */
export function memoryFiles(files: Readonly<Record<string, string>>) {
  return ({ name }: OptionFile): Promise<string> => {
    const text = files[name];
    return text === undefined ? Promise.reject(new Error(`no file ${name} in this world`)) : Promise.resolve(text);
  };
}
