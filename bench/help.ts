import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { median, report, seconds } from './measure.ts'

/** `mantl --help`, from command to end, beside a Node that does nothing. */
const runs = 15
const program = join(import.meta.dirname, '../bin/mantl.js')
const times = { help: [] as number[], node: [] as number[] }
for (let run = 0; run < runs; run += 1) {
  times.help.push(await seconds(() => spawnSync(process.execPath, [program, '--help'])))
  times.node.push(await seconds(() => spawnSync(process.execPath, ['-e', ''])))
}
report({
  name: 'help',
  value: median(times.help),
  unit: 's',
  n: runs,
  peer: 'node -e ""',
  ratio: median(times.help) / median(times.node),
})
