import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Containers } from './containers.ts'
import { crashFlags } from './crash-scenario.ts'
import { isRoot, until } from './follower-process.ts'

const program = join(import.meta.dirname, 'crashing-containers.ts')
/** As many as fit into half a minute on a busy machine: all over the launch and the destruction of a container, one in it and one to debug that. */
const crashes = 12

describe.runIf(isRoot)('a follower that is killed while it launches and destroys containers', () => {
  let all: Containers
  beforeAll(() => {
    all = new Containers(crashFlags)
  })
  afterAll(() => all.close())

  /** How many steps it made; `undefined`: it was killed before. */
  const crashAt = (step: number) =>
    new Promise<number | undefined>((resolve, reject) => {
      const child = spawn(process.execPath, [program, all.folder, all.cgroup, String(step)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      let said = ''
      child.stdout!.on('data', data => (said += data))
      child.on('close', (code, signal) => {
        if (signal === 'SIGKILL') resolve(undefined)
        else if (code === 0) resolve(Number(said))
        else reject(new Error(`it ended with ${code} ${signal}`))
      })
    })
  const left = () => {
    const provisioned = join(all.folder, 'work/provisioner/containers')
    const images = existsSync(provisioned) ? readdirSync(provisioned).map(name => `file system ${name}`) : []
    return [...all.leaks(), ...images]
  }

  it('leaves nothing that the next one does not remove, whenever it was', async () => {
    await crashAt(0) // It has the image then, and the others need fewer steps.
    const steps = (await crashAt(0))!
    expect(steps).toBeGreaterThan(crashes)
    let killed = 0
    for (let crash = 0; crash < crashes; crash++) {
      const step = 1 + Math.floor((crash * steps) / crashes)
      if ((await crashAt(step)) === undefined) killed += 1
      // Every other time the next process begins with what this one has left, and may itself be killed over that.
      if (crash % 2 === 0) continue
      await all.open()
      await all.containerizer.removeOrphans()
      await until(
        () => left().length === 0,
        `nothing is left after step ${step} of ${steps}`,
        () => left().join('\n'),
      )
      all.containerizer.close()
    }
    expect(killed).toBeGreaterThan(crashes / 2)
  })
})
