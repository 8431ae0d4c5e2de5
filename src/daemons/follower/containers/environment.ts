import type { Effect } from '../effects.ts'
import { executorEnvironment, withCommandEnvironment } from '../executors/environment.ts'
import { userOf } from '../executors/launch-command-task.ts'
import { resourceRole } from '../resources/totals.ts'
import type { FollowerState } from '../state.ts'
import { runOf } from '../tasks.ts'
import type { Found } from './find.ts'

type Environment = Extract<Effect, { kind: 'launch' }>['order']['environment']

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** What every container of an operator's call finds. */
export const plainEnvironment = ({ settings }: FollowerState, directory: string): Environment => ({
  ...(settings.executorEnvironment ?? {}),
  PATH: settings.executorEnvironment?.PATH ?? defaultPath,
  MESOS_DIRECTORY: directory,
  MESOS_SANDBOX: directory,
})

/** What the container was started with: whoever looks into it shall find the same. Text: why it can't be told. */
export const environmentOf = (state: FollowerState, found: Found): Environment | string => {
  if (found.kind === 'held') {
    return withCommandEnvironment(plainEnvironment(state, found.held.directory), found.held.command)
  }
  const { framework, executor } = found
  const [first] = executor.tasks.values()
  const base = executorEnvironment(state, framework.info, runOf(framework, executor), executor.directory, {
    allocationRole: resourceRole(first?.task.resources ?? []),
  })
  return withCommandEnvironment(base, executor.info.command ?? {})
}

/** Name of the user that the container runs as; undefined: our own. */
export const userWithin = (state: FollowerState, found: Found): string | undefined => {
  if (found.kind === 'held') return found.held.user
  const { framework, executor } = found
  const [first] = executor.tasks.values()
  const asked = executor.kind === 'command' ? first?.task.user : undefined
  return userOf(state, framework, asked ?? executor.info.command?.user)
}
