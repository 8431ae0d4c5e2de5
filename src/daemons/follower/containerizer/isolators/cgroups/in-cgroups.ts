import type { Container } from '../../container.ts'
import type { LaunchSpec, SpecResources } from '../../launch-spec.ts'

/**
 * The launch value with the container's processes in cgroups of these controllers. A nested container is limited by its parent's,
 * which it joins, unless it asks for its own (LinuxInfo.share_cgroups); a debug container always joins.
 */
export const inCgroups = (
  spec: LaunchSpec,
  container: Container,
  controllers: readonly string[],
  limits: SpecResources = {},
): LaunchSpec => {
  const { linux } = spec
  if (sharesCgroups(container)) {
    const cgroupsPath = holderOf(container)
    const joins = controllers.map(controller => ({ controller, cgroupsPath }))
    return { ...spec, linux: { ...linux, joins: [...(linux.joins ?? []), ...joins] } }
  }
  return {
    ...spec,
    linux: {
      ...linux,
      controllers: [...linux.controllers, ...controllers],
      resources: { ...linux.resources, ...limits },
    },
  }
}

export const sharesCgroups = ({ kind, info }: Pick<Container, 'kind' | 'info'>): boolean =>
  kind === 'debug' || (kind === 'nested' && info?.linux_info?.share_cgroups !== false)

/** The nearest container around it that has cgroups of its own. */
const holderOf = (container: Container): string => {
  if (!sharesCgroups(container)) return container.id
  if (container.parent !== undefined) return holderOf(container.parent)
  return container.id.slice(0, Math.max(container.id.lastIndexOf('/'), 0)) || container.id
}
