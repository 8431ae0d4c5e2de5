#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const [major] = process.versions.node.split('.').map(Number)
if (major < 26) startAgain()
else {
  const { program } = await import('./program.js')
  const { main } = await import(program('daemons/master/main'))
  await main({ argv: process.argv.slice(2), env: process.env })
}

/** This Node is too old to read our sources: go on with the one that came with the package. Signals and the exit code are passed on. */
function startAgain() {
  const node = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin/node')
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR1']) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    process.stderr.write(`mesos-master: can't start ${node}: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(signal ? 128 : code))
}
