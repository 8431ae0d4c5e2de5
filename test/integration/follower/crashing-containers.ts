/**
 * A process that launches and destroys containers and kills itself before its nth step that changes anything outside it: argv is the folder
 * of the containers, its cgroup and n. When there were fewer steps it says how many.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module'

const [folder = '', cgroup = '', count = '0'] = process.argv.slice(2)
let left = Number(count)
const step = () => {
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

const require = createRequire(import.meta.url)
const changing = {
  'node:fs': [
    'writeFileSync',
    'mkdirSync',
    'rmSync',
    'rmdirSync',
    'renameSync',
    'symlinkSync',
    'linkSync',
    'chownSync',
  ],
  'node:fs/promises': ['writeFile', 'mkdir', 'rm', 'rmdir', 'rename', 'symlink'],
  'node:child_process': ['spawn', 'execFile', 'execFileSync'],
}
for (const [module, names] of Object.entries(changing)) {
  const all = require(module)
  for (const name of names) {
    const real = all[name]
    all[name] = (...args: unknown[]) => {
      step()
      return real(...args)
    }
  }
}
syncBuiltinESMExports()

const { Containers } = await import('./containers.ts')
const { crashFlags, imaged } = await import('./crash-scenario.ts')
const all = await new Containers(crashFlags, { folder, cgroup }).open()
await all.containerizer.removeOrphans()
await all.start('one', 'sleep 1000 & exec sleep 1000', imaged)
await all.start('one/in', 'exec sleep 1000', imaged)
await all.start('one/in/debug', 'exec sleep 1000', { kind: 'debug', directory: all.directoryOf('one/in') })
await all.destroy('one')
process.stdout.write(String(Number(count) - left))
process.exit()
