import { dirname } from 'node:path'
import type { BuildOptions, Plugin } from 'esbuild'
import Handlebars from 'handlebars'
import { compileOptions, ourTemplates, templateTexts } from '../src/provisioning/templates.ts'

/** What src/provisioning/compiled-templates.ts holds in the bundle. */
const templates: Plugin = {
  name: 'templates',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/compiled-templates\.ts$/ }, () => {
      const texts = [...templateTexts(ourTemplates)]
      const compiled = texts.map(
        ([name, text]) => `${JSON.stringify(name)}: ${Handlebars.precompile(text, compileOptions)}`,
      )
      return { contents: `export const compiledTemplates = {\n${compiled.join(',\n')}\n}\n` }
    }),
}

/** zod's error messages in 63 other languages, which its index brings along, are a quarter of what its loading costs. */
const english: Plugin = {
  name: 'english',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: `export { default as en } from './en.js'`,
      resolveDir: dirname(path),
    })),
}

/** esbuild's, for programs of this side: of many files, loaded as they are needed. Not minified: where an error came from is to be seen. */
export const bundleSettings = {
  bundle: true,
  splitting: true,
  metafile: true as const,
  platform: 'node',
  format: 'esm',
  target: 'node26',
  legalComments: 'none',
  logLevel: 'error',
  plugins: [templates, english],
  // What packages that are CommonJS expect to be there.
  banner: {
    js: `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`,
  },
  define: { __dirname: 'import.meta.dirname' },
  // A program is no part of a bundle, and native addons are none of ours.
  external: ['esbuild', '*.node'],
} satisfies BuildOptions
