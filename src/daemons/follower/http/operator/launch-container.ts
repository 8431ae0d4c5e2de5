import { forbidden } from '../../../../http/answer.ts'
import type { CallLaunchContainer } from '../../../../mesos/messages/agent-call.ts'
import type { ContainerInfo } from '../../../../mesos/messages/container.ts'
import { keyOf } from '../../container-id.ts'
import type { ContainerIo } from '../../containerizer/streams/container-io.ts'
import type { ContainerWish } from '../../events.ts'
import type { Asked, Calls, OperatorHttp } from './context.ts'
import { decided } from './decided.ts'
import { actionFor, mayUse } from './may.ts'

/** LAUNCH_CONTAINER, and the deprecated call for nested ones alone: answered when the container runs. */
export const launchCalls = (http: OperatorHttp): Calls => {
  const launch = ({ request }: Asked, given: CallLaunchContainer) => {
    const { container_id: id } = given
    if (!mayUse(http, actionFor('LAUNCH', id), request.principal, id)) return forbidden()
    return decided(http, number => ({ kind: 'launch-container', request: number, wish: wishOf(given) }))
  }
  return {
    LAUNCH_CONTAINER: asked => launch(asked, asked.call.launch_container!),
    LAUNCH_NESTED_CONTAINER: asked => launch(asked, asked.call.launch_nested_container!),
  }
}

const wishOf = ({ container_id, command, container, resources, limits }: CallLaunchContainer): ContainerWish => {
  const io = container && ioOf(container, false)
  return {
    containerId: keyOf(container_id),
    kind: container_id.parent === undefined ? 'standalone' : 'nested',
    command: command ?? {},
    ...(container ? { info: container } : {}),
    resources: resources ?? [],
    ...(limits ? { limits: limitsOf(limits) } : {}),
    ...(io ? { io } : {}),
  }
}

/** Only a session and what has a terminal can be talked to. */
export const ioOf = ({ tty_info: terminal }: ContainerInfo, session: boolean): ContainerIo | undefined => {
  if (terminal === undefined) return session ? { session } : undefined
  return { session, terminal: terminal.window_size ?? { rows: 0, columns: 0 } }
}

const limitsOf = ({ cpus, mem }: NonNullable<CallLaunchContainer['limits']>): ContainerWish['limits'] => ({
  ...(cpus ? { cpus: cpus.value } : {}),
  ...(mem ? { mem: mem.value } : {}),
})
