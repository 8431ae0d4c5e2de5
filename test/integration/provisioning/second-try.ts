import { readFile } from 'node:fs/promises'
import { beforeEach, expect } from 'vitest'
import type { Lab } from '../../hosts/lab.ts'
import type { Controller } from './controller.ts'

interface Cluster {
  readonly lab: Lab
  readonly controller: Controller
  /** Path of the inventory. */
  readonly inventory: string
}

/** Tests of one file change one cluster: where one is tried again, its hosts are first made to be as they were when it began. */
export const startOverOnSecondTry = (cluster: () => Cluster): void => {
  let before = ''
  beforeEach(async ({ task }) => {
    const { lab, controller, inventory } = cluster()
    if (!task.result?.retryCount) {
      before = await readFile(inventory, 'utf8')
      return
    }
    await controller.write('cluster.yml', before)
    await Promise.all(lab.hosts.map(host => host.heal()))
    const run = await controller.mantl('provision', inventory, '--lock-wait', '1m')
    expect(run.exitCode, run.stderr).toBe(0)
  })
}
