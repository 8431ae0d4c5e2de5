/** Carries out many commands of mantl in one process, one after another: a line of JSON, its arguments, brings one with what it said. */
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { start } from '../../../../src/start.ts'

const [program = ''] = process.argv.slice(2)
const answer = process.stdout.write.bind(process.stdout)

const said = { stdout: '', stderr: '' }
for (const name of ['stdout', 'stderr'] as const)
  process[name].write = (text: string | Uint8Array, ...rest: unknown[]) => {
    said[name] += typeof text === 'string' ? text : Buffer.from(text).toString()
    for (const argument of rest) if (typeof argument === 'function') argument()
    return true
  }

const carryOut = async (argv: readonly string[]) => {
  Object.assign(said, { stdout: '', stderr: '' })
  process.exitCode = undefined
  await start(pathToFileURL(program).href, [...argv])
  return { exitCode: process.exitCode ?? 0, ...said }
}

for await (const line of createInterface({ input: process.stdin }))
  answer(`${JSON.stringify(await carryOut(JSON.parse(line)))}\n`)
