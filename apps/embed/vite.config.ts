import { defineConfig, type Plugin } from 'vite';

/** The loader runs on other people's pages as a classic script, where its names must not become theirs. */
function enclose(name: string): Plugin {
  return {
    name: 'enclose',
    generateBundle(_options, bundle) {
      const chunk = bundle[name];
      if (chunk?.type !== 'chunk' || chunk.imports.length > 0) throw new Error(`${name} is not one whole script`);
      chunk.code = `(()=>{${chunk.code.trim()}})();\n`;
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [enclose('embed.js')],
  // The server sends the widget's page itself, under names that stay, and says with each file how long it may be kept.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    cssCodeSplit: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { embed: 'src/loader.ts', widget: 'src/widget.ts' },
      output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
});
