// The program as few files: hundreds of modules one by one cost half of the time to start and some of the memory.
import { defineConfig } from 'rolldown';

export default defineConfig({
  input: 'dist/gateway/main.js',
  platform: 'node',
  // Native code, found from its own folder; and CommonJS that is asked for by its name.
  external: ['serialport', 'node-hid', 'escpos/commands', 'pngjs'],
  output: { dir: 'dist/program', format: 'esm', cleanDir: true, comments: false },
});
