/** A file in the memory of a sign (led-boards-counters-hid.md 4.1, memory configuration). */
export interface MemoryFile {
  readonly label: string;
  readonly type: 'text' | 'string';
  /** 1 to 65535. */
  readonly bytes: number;
}

/** Label, type, lock, size, and for a TEXT when it runs (`FFFF` always). */
export function encodeMemory(files: readonly MemoryFile[]): string {
  return files
    .map(({ label, type, bytes }) => {
      const size = bytes.toString(16).toUpperCase().padStart(4, '0');
      return type === 'text' ? `${label}AU${size}FFFF` : `${label}BL${size}0000`;
    })
    .join('');
}

/** The TEXT and STRING files of a configuration; entries of another form are left out. */
export function decodeMemory(content: string): MemoryFile[] {
  const entries = content.match(/.{11}/gs) ?? [];
  return entries.flatMap((entry) => {
    const [, label = '', type, size = ''] = /^(.)([AB])[UL]([0-9A-Fa-f]{4})/s.exec(entry) ?? [];
    return type ? [{ label, type: type === 'A' ? 'text' : 'string', bytes: Number.parseInt(size, 16) } as const] : [];
  });
}

/** Those of `wanted` that are not there, or are too short. */
export function missingFiles(memory: readonly MemoryFile[], wanted: readonly MemoryFile[]): MemoryFile[] {
  return wanted.filter(
    ({ label, type, bytes }) =>
      !memory.some((file) => file.label === label && file.type === type && file.bytes >= bytes),
  );
}
