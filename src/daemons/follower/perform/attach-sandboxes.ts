import { existsSync } from 'node:fs'
import type { VirtualPaths } from '../../../http/files/virtual-paths.ts'
import type { Effect, Run } from '../effects.ts'
import { type FollowerState, ownerOf } from '../state.ts'
import { runOf } from '../tasks.ts'

/** A sandbox is gone, and with it the names that led to it alone. */
export const detachSandbox = (files: VirtualPaths, directory: string): void => {
  files.detach(directory)
  const latest = directory.replace(/[^/]*$/, 'latest')
  if (existsSync(latest)) return
  files.detach(latest)
  const short = /\/frameworks\/[^/]+\/executors\/[^/]+\/runs\/latest$/.exec(latest)?.[0]
  if (short) files.detach(short)
}

/** Shows sandboxes under /files/*, by their own path, by their run `latest`, and without the work folder (endpoints-v0.md 6). */
export const attachSandboxes = (files: VirtualPaths, state: FollowerState) => {
  const attach = (run: Run, directory: string) => {
    const latest = directory.replace(/[^/]*$/, 'latest')
    files.attach(directory, directory)
    files.attach(latest, latest)
    files.attach(`/frameworks/${run.frameworkId}/executors/${run.executorId}/runs/latest`, latest)
  }
  return (effect: Effect): void => {
    if (effect.kind === 'launch') attach(effect.order.run, effect.order.directory)
    if (effect.kind !== 'adopt') return
    const owner = ownerOf(state, effect.containerId)
    if (owner) attach(runOf(owner.framework, owner.executor), owner.executor.directory)
  }
}
