import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { isThere } from './is-there.ts'

const run = promisify(execFile)

/**
 * The bundle's compiled code for this Node, in a file beside the bundle; undefined where it cannot be had. The same bundle and Node give
 * the same bytes, since a release is named by them: therefore the fixed seed, without which V8 orders things by chance. `compiler`: the
 * program compile-bundle.ts.
 */
export const codeCache = async (bundle: string, node: string, compiler: string): Promise<string | undefined> => {
  const path = bundle.replace(/\.cjs$/, '.cache')
  if (await isThere(path)) return path
  const temporary = `${path}.${randomUUID()}`
  try {
    await run(node, ['--hash-seed=1', ...quiet, compiler, 'compile', bundle, temporary], options)
    await run(node, [...quiet, compiler, 'adopt', bundle, temporary], options)
    await rename(temporary, path)
    return path
  } catch {
    await rm(temporary, { force: true })
    return undefined
  }
}

const quiet = ['--disable-warning=ExperimentalWarning']

/** Nothing of our environment: flags for Node in it would be in the code, and flags of daemons change what they do. */
const { LD_LIBRARY_PATH } = process.env
const options = { cwd: '/', env: LD_LIBRARY_PATH === undefined ? {} : { LD_LIBRARY_PATH }, timeout: 60_000 }
