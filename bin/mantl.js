#!/usr/bin/env node
import { createRequire } from 'node:module'

// npx and npm put the Node that comes with the package first on the PATH; whoever starts this file otherwise is led to it.
const [major] = process.versions.node.split('.').map(Number)
if (major < 26) {
  const { spawnSync } = await import('node:child_process')
  const { dirname, join } = await import('node:path')
  const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin/node')
  const { status, signal, error } = spawnSync(node, process.argv.slice(1), { stdio: 'inherit' })
  if (error) throw error
  if (signal) process.kill(process.pid, signal)
  process.exit(status ?? 1)
}
const { start } = await import('../src/start.ts')
await start(import.meta.url)
