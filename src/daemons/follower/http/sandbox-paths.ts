import type { ComputedPaths } from '../../../http/files/virtual-paths.ts'
import { paths } from '../paths.ts'
import type { FollowerState } from '../state.ts'
import { runOf } from '../tasks.ts'

const runs = '/frameworks/[^/]+/executors/[^/]+/runs'

/**
 * Sandboxes under /files/*: by their own path, by their run `latest`, and without the work folder (endpoints-v0.md 6). Told from the
 * path, so that the sandboxes of a million tasks gone by cost nothing.
 */
export const sandboxPaths = (state: FollowerState): ComputedPaths => {
  const places = paths(state.settings.workDir)
  const own = new RegExp(`^${RegExp.escape(places.agents)}/[^/]+${runs}/[^/]+`)
  const short = new RegExp(`^${runs}/latest(?=/|$)`)
  const agentFolder = () => `${places.agents}/${state.info.id?.value ?? ''}`
  return {
    find: virtual => {
      const [named] = own.exec(virtual) ?? []
      if (named !== undefined) return { real: named, rest: virtual.slice(named.length) }
      const [latest] = short.exec(virtual) ?? []
      return latest === undefined ? undefined : { real: agentFolder() + latest, rest: virtual.slice(latest.length) }
    },
    list: () =>
      [...state.frameworks.values(), ...state.completedFrameworks].flatMap(framework =>
        [...framework.executors.values(), ...framework.completedExecutors].flatMap(executor => {
          const latest = executor.directory.replace(/[^/]*$/, 'latest')
          const { frameworkId, executorId } = runOf(framework, executor)
          const short = `/frameworks/${frameworkId}/executors/${executorId}/runs/latest`
          return [
            [executor.directory, executor.directory],
            [latest, latest],
            [short, latest],
          ] as const
        }),
      ),
  }
}
