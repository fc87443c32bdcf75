import type { Files, OpenFile } from '../../storage/files.js';

/**
 * Opens a file, or makes it, whose name survives a power cut: also where an earlier attempt has made it and its name could
 * not be synced.
 */
export async function openNamed(files: Files, directory: string, path: string): Promise<OpenFile> {
  const isNew = (await files.read(path)) === undefined;
  const file = await (isNew ? files.create(path) : files.open(path));
  try {
    await files.syncDirectory(directory);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  return file;
}
