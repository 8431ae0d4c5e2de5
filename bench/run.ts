import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** `npm run bench [NAME …]`: each benchmark is a program of its own that prints one JSON line a figure. */
const notBenchmarks = new Set(['run.ts', 'measure.ts'])
const all = readdirSync(import.meta.dirname)
  .filter(name => name.endsWith('.ts') && !notBenchmarks.has(name))
  .map(name => name.slice(0, -'.ts'.length))
const wanted = process.argv.length > 2 ? process.argv.slice(2) : all

for (const name of wanted) {
  if (!all.includes(name)) {
    console.error(`no benchmark ${name}; there are ${all.join(', ')}`)
    process.exitCode = 64
    continue
  }
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
