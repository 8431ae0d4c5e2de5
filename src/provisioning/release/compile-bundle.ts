/**
 * A program of two steps, each for a Node of its own (see code-cache.ts).
 * `compile BUNDLE CACHE`, under --hash-seed=1: writes what V8 has compiled when the bundle has told its version.
 * `adopt BUNDLE CACHE`, without flags: makes V8 take it without that flag, too. Fails where V8 does not.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { Script } from 'node:vm'
import { bundleScript, runBundle } from './bundle-script.ts'

/** Where V8's compiled code holds a sum of the flags that it was made with (SerializedCodeData in V8's code-serializer.h). */
const flags = { from: 12, to: 16 }

const compile = (bundle: string, cache: string): void => {
  const script = bundleScript(bundle)
  const nowhere = `/${basename(bundle)}` // a place's name would be in the code
  process.argv = ['node', nowhere, '--version']
  runBundle(script, nowhere)
  setImmediate(() => writeFileSync(cache, script.createCachedData()))
}

/** The flag changes no code: V8 reckons the hashes of all strings anew when it reads them. */
const adopt = (bundle: string, cache: string): void => {
  const compiled = readFileSync(cache)
  new Script('0').createCachedData().copy(compiled, flags.from, flags.from, flags.to)
  if (bundleScript(bundle, compiled).cachedDataRejected) throw new Error('this V8 wants other compiled code')
  writeFileSync(cache, compiled)
}

const [step, bundle = '', cache = ''] = process.argv.slice(2)
if (step === 'adopt') adopt(bundle, cache)
else compile(bundle, cache)
