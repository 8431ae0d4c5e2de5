import type { CommandInfo } from '../../../mesos/messages/command.ts'
import type { SandboxPlace } from '../containerizer/sandbox.ts'
import type { FollowerState } from '../state.ts'
import { type LoggerSettings, type LogLimits, limitsOf } from './log-limits.ts'

/** The sandbox of a container that runs, and how much it may say. */
export interface LoggedOutput {
  readonly place: SandboxPlace
  readonly limits: LogLimits
}

/** Of all containers but debug ones, who write into others' files. Also what is known after a restart. PURE. */
export const loggedOutputs = (state: FollowerState, settings: LoggerSettings): readonly LoggedOutput[] => {
  const limits = (command: CommandInfo | undefined) => limitsOf(settings, command?.environment?.variables ?? [])
  const outer = new Map<string, string>()
  const executors = [...state.frameworks.values()].flatMap(framework =>
    [...framework.executors.values()]
      .filter(({ gone, process }) => !gone && process !== undefined)
      .map(({ containerId, directory, info }) => {
        outer.set(containerId, directory)
        return { place: { root: directory, path: '' }, limits: limits(info.command) }
      }),
  )
  const others = [...state.containers.values()]
    .filter(({ kind, phase }) => kind !== 'debug' && phase === 'running')
    .map(({ id, directory, command }) => {
      const root = outer.get(id.split('/', 1)[0]!) ?? directory
      const path = directory.startsWith(`${root}/`) ? directory.slice(root.length + 1) : ''
      return { place: { root: path === '' ? directory : root, path }, limits: limits(command) }
    })
  return [...executors, ...others]
}
