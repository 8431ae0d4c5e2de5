import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * `npm run bench [NAME …] [-- ARGUMENT …]`: each benchmark is a program of its own that prints one JSON line a figure. What follows
 * the names and begins with -, / or a digit is theirs.
 */
const notBenchmarks = new Set(['run.ts', 'measure.ts', 'packages.ts', 'busy-state.ts', 'free-port.ts'])
const all = readdirSync(import.meta.dirname)
  .filter(name => name.endsWith('.ts') && !notBenchmarks.has(name))
  .map(name => name.slice(0, -'.ts'.length))
const given = process.argv.slice(2)
const end = given.findIndex(word => /^[-/\d]/.test(word))
const names = end < 0 ? given : given.slice(0, end)
const rest = end < 0 ? [] : given.slice(end)

for (const name of names.length > 0 ? names : all) {
  if (!all.includes(name)) {
    console.error(`no benchmark ${name}; there are ${all.join(', ')}`)
    process.exitCode = 64
    continue
  }
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...rest], {
    stdio: 'inherit',
  })
  if (status !== 0) process.exitCode = 1
}
