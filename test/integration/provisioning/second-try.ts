import { readFile } from 'node:fs/promises'
import { beforeEach, expect } from 'vitest'
import type { Lab } from '../../hosts/lab.ts'
import type { Controller } from './controller.ts'
import { letUnitsGo } from './held-unit.ts'

interface Cluster {
  readonly lab: Lab
  readonly controller: Controller
  /** Path of the inventory. */
  readonly inventory: string
  /** What provision needs besides. */
  readonly flags?: readonly string[]
}

/** Tests of one file change one cluster: where one is tried again, its hosts are first made to be as they were when it began. */
export const startOverOnSecondTry = (cluster: () => Cluster): void => {
  let before = ''
  beforeEach(async ({ task }) => {
    const { inventory } = cluster()
    if (task.result?.retryCount) await startOver(cluster(), before)
    else before = await readFile(inventory, 'utf8')
  })
}

/** No run is left of the first try, nothing holds a host, and the hosts are what this inventory says. */
export const startOver = async ({ lab, controller, inventory, flags = [] }: Cluster, text: string): Promise<void> => {
  await controller.endRuns()
  await controller.write('cluster.yml', text)
  for (const host of lab.hosts) {
    await host.heal()
    await letUnitsGo(host).catch(() => {}) // it is down
  }
  const run = await controller.mantl('provision', inventory, '--lock-wait', '1m', ...flags)
  expect(run.exitCode, run.stderr).toBe(0)
}
