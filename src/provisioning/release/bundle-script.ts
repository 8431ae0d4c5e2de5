import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { constants, Script } from 'node:vm'

/**
 * A bundle as one function of CommonJS. `compiled`: what V8 made of the same text before; where it does not fit this Node or its
 * flags, V8 compiles anew. Bundles are ASCII, which read as Latin-1 are half as large in memory.
 */
export const bundleScript = (path: string, compiled?: Buffer): Script =>
  new Script(`(function (exports, require, module, __filename, __dirname) {${readFileSync(path, 'latin1')}\n})`, {
    filename: 'bundle.cjs', // is in the compiled code, which must not tell where it was made
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(compiled ? { cachedData: compiled } : {}),
  })

/** As Node runs the file that it is started with. */
export const runBundle = (script: Script, path: string): void => {
  const module = { exports: {} }
  script.runInThisContext()(module.exports, createRequire(path), module, path, dirname(path))
}
