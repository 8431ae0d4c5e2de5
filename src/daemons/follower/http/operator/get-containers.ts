import type { ResponseGetContainersContainer } from '../../../../mesos/messages/agent-response.ts'
import { containerIdOf, parentOf } from '../../container-id.ts'
import type { HeldContainer } from '../../state.ts'
import { executorStatus, heldStatistics, heldStatus, runningContainers, statisticsOf } from '../containers.ts'
import type { HandleCall, OperatorHttp } from './context.ts'
import { mayUse } from './may.ts'

/** Executors' own containers; with `show_nested` and `show_standalone` the others that run, too. */
export const getContainersCall = (http: OperatorHttp): HandleCall => {
  const { state, containerizer, clock } = http
  const executors = () =>
    runningContainers(state).map(async (one): Promise<ResponseGetContainersContainer> => {
      const { framework, executor } = one
      return {
        framework_id: { value: framework.id },
        executor_id: { value: executor.id },
        executor_name: executor.info.name ?? '',
        container_id: { value: executor.containerId },
        container_status: executorStatus(state, one),
        resource_statistics: await statisticsOf(containerizer, one, clock.now()),
      }
    })
  const others = (wanted: (held: HeldContainer) => boolean) =>
    [...state.containers.values()].filter(wanted).map(
      async (held): Promise<ResponseGetContainersContainer> => ({
        container_id: { value: containerIdOf(held.id).value },
        container_status: heldStatus(held),
        resource_statistics: await heldStatistics(containerizer, held, clock.now()),
      }),
    )
  return async ({ call, request }) => {
    const { show_nested = false, show_standalone = false } = call.get_containers ?? {}
    const isWanted = ({ id, phase }: HeldContainer) =>
      phase !== 'ended' &&
      (parentOf(id) === undefined ? show_standalone : show_nested) &&
      mayUse(http, 'VIEW_CONTAINER', request.principal, containerIdOf(id))
    const containers = await Promise.all([...executors(), ...others(isWanted)])
    return {
      response: { type: 'GET_CONTAINERS', ...(containers.length === 0 ? {} : { get_containers: { containers } }) },
    }
  }
}
