import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { MantlError } from '../../../errors.ts'
import { allProcesses, hasEnvironment, signalProcess } from '../linux/processes.ts'

/** Is there as long as plugins may be at work for a container: they outlive a follower that is killed. */
const marker = (folder: string): string => `${folder}/joining`

export const markJoining = (folder: string): void => writeFileSync(marker(folder), '')
export const unmarkJoining = (folder: string): void => rmSync(marker(folder), { force: true })

const retryMillis = 20
const timeoutMillis = 30_000

/**
 * What an earlier follower's plugins would do after we have left for them, they shall not do any more: they end. Throws MantlError
 * follower.network where one will not.
 */
export const endPlugins = async (folder: string, containerId: string): Promise<void> => {
  if (!existsSync(marker(folder))) return
  const deadline = performance.now() + timeoutMillis
  for (;;) {
    const all = await allProcesses()
    const left = all.filter(({ pid }) => hasEnvironment(pid, `CNI_CONTAINERID=${containerId}`))
    if (left.length === 0) return unmarkJoining(folder)
    if (performance.now() > deadline) {
      throw new MantlError('follower.network', `the network plugins of ${containerId} can't be ended`)
    }
    for (const { pid } of left) signalProcess(pid, 'SIGKILL')
    await setTimeout(retryMillis)
  }
}
