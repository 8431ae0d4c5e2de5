#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

// npx and npm put the Node that comes with the package first on the PATH; whoever starts this file otherwise is led to it.
const [major] = process.versions.node.split('.').map(Number)
if (major < 26) {
  const node = join(dirname(nodeModule.createRequire(import.meta.url).resolve('node/package.json')), 'bin/node')
  const { status, signal, error } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit' })
  if (error) throw error
  if (signal) process.kill(process.pid, signal)
  process.exit(status ?? 1)
}
// Compiled code is kept between starts: it halves them.
nodeModule.enableCompileCache?.(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mantl', 'compiled'))
const { program } = await import('./program.js')
const entry = program('start')
const { start } = await import(entry)
await start(entry)
