#!/usr/bin/env node
import { spawn } from 'node:child_process'
import * as nodeModule from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

const [major] = process.versions.node.split('.').map(Number)
if (major < 26) goOnWithOurs()
else {
  // Compiled code is kept between starts: it halves them.
  nodeModule.enableCompileCache?.(join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mantl', 'compiled'))
  const { program } = await import('./program.js')
  const { main } = await import(program('daemons/follower/main'))
  await main()
}

/** This Node can't read our sources; the one that came with the package can. It gets our signals, and we end as it does. */
function goOnWithOurs() {
  const node = join(dirname(nodeModule.createRequire(import.meta.url).resolve('node/package.json')), 'bin/node')
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error => {
    process.stderr.write(`mesos-agent: ${node} can't be started: ${error.message}\n`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(signal ? 128 : code))
}
