import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

/** Too small to gain anything by it. */
const MIN_BYTES = 1024;

/** Writes each script and style compressed beside itself, once, so that the server never has to. */
function compress(): Plugin {
  return {
    name: 'compress',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const [fileName, output] of Object.entries(bundle)) {
          if (!/\.(?:js|css|svg)$/.test(fileName)) continue;
          const source = Buffer.from(output.type === 'chunk' ? output.code : output.source);
          if (source.length < MIN_BYTES) continue;
          const brotli = brotliCompressSync(source, {
            params: { [constants.BROTLI_PARAM_SIZE_HINT]: source.length },
          });
          this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source: brotli });
          this.emitFile({ type: 'asset', fileName: `${fileName}.gz`, source: gzipSync(source, { level: 9 }) });
        }
      },
    },
  };
}

const COMPONENT = /@mantine[\\/]core[\\/]esm[\\/].*[\\/](\w+)\.module\.mjs$/;
const STYLE = /@mantine[\\/]core[\\/]styles[\\/]([\w-]+)\.css$/;

/** Fails where a component of Mantine comes without its style: before the login, or anywhere. */
function checkStyles(): Plugin {
  return {
    name: 'check-styles',
    apply: 'build',
    generateBundle(_options, bundle) {
      const all = Object.values(bundle).filter((output) => output.type === 'chunk');
      for (const [chunks, list] of [
        [all.filter(({ isEntry }) => isEntry), 'first'],
        [all, 'shell'],
      ] as const) {
        const styles = namesIn(chunks, STYLE);
        const missing = [...namesIn(chunks, COMPONENT)].filter((name) => !styles.has(name));
        if (missing.length > 0) this.error(`Without its style: ${missing}. Import it in src/layout/${list}-styles.ts.`);
      }
    },
  };
}

function namesIn(chunks: readonly Rolldown.OutputChunk[], pattern: RegExp): Set<string> {
  const names = chunks.flatMap(({ moduleIds }) => moduleIds.map((id) => pattern.exec(id)?.[1] ?? ''));
  return new Set(names.filter((name) => name !== ''));
}

/** What there is before a login is one file, so that it comes soon: no part of it waits for another. */
const FIRST = { name: 'first', tags: ['$initial'], priority: 1 };

/**
 * What many pages use comes in one file: it compresses better than a hundred of a kilobyte each, whose headers alone would weigh as
 * much. What few use stays with them.
 */
const COMMON = { name: 'common', test: /[\\/]node_modules[\\/]/, minShareCount: 9 };

// The SDK is taken from its source, as everything in this repository is.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), checkStyles(), compress()],
  // The server puts a fresh nonce there with each answer, for the style elements that components make.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: [FIRST, COMMON] } } },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
});
