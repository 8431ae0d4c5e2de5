import type { ContainerInfo } from '../../../mesos/messages/container.ts'
import type { Volume } from '../../../mesos/messages/volume.ts'
import { each, firstProblem, type Rule } from './rule.ts'

export const validateContainer = (container: ContainerInfo): string | undefined =>
  firstProblem(containerRules, container)

/** Whether its tasks share the cgroups of their executor, as they do unless it is said. */
export const sharesCgroups = (container: ContainerInfo | undefined): boolean =>
  container?.linux_info?.share_cgroups ?? true

const containerRules: readonly Rule<ContainerInfo>[] = [
  ({ volumes }) => each(volumes, volumeProblem),
  ({ type, docker }) => (type === 'DOCKER' && !docker ? 'a container of type DOCKER must say its image' : undefined),
  ({ docker }) =>
    docker?.parameters?.some(({ key }) => key === 'name') ? "the docker parameter 'name' is not allowed" : undefined,
]

const volumeProblem = ({ container_path, host_path, image, source }: Volume): string | undefined => {
  const ways = [host_path, image, source].filter(way => way !== undefined)
  if (ways.length !== 1) return `volume '${container_path}' must have one of host_path, image and source`
  if (source === undefined) return undefined
  const key = source.type === undefined || source.type === 'UNKNOWN' ? undefined : keys[source.type]
  if (key === undefined) return `volume '${container_path}' has a source of unknown type`
  if (source[key] === undefined) return `volume '${container_path}' of type ${source.type} has no ${key}`
  return source.type === 'CSI_VOLUME' && source.csi_volume?.static_provisioning === undefined
    ? `volume '${container_path}' has no static_provisioning`
    : undefined
}

const keys = {
  DOCKER_VOLUME: 'docker_volume',
  HOST_PATH: 'host_path',
  SANDBOX_PATH: 'sandbox_path',
  SECRET: 'secret',
  CSI_VOLUME: 'csi_volume',
} as const
