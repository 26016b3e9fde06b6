import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The SDK is taken from its source, as everything in this repository is.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0, reportCompressedSize: true },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
});
