import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { start } from '../../src/start.ts'
import { program } from './program.ts'

/** Runs many command lines in one process, for speed: argument vectors as JSON on stdin, what each gave as JSON on stdout. */
const lines = JSON.parse(await text(process.stdin)) as string[][]
const entry = pathToFileURL(program).href
const write = { stdout: process.stdout.write, stderr: process.stderr.write }
// oclif adds a listener a run
process.stdout.setMaxListeners(0)
const results: object[] = []
for (const argv of lines) {
  const output = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'] as const) {
    process[stream].write = (chunk: string | Uint8Array) => {
      output[stream] += chunk
      return true
    }
  }
  process.exitCode = undefined
  await start(entry, argv)
  results.push({ status: process.exitCode ?? 0, ...output })
}
process.stdout.write = write.stdout
process.exitCode = 0
process.stdout.write(JSON.stringify(results))
