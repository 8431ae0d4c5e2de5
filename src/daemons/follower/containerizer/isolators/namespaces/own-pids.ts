import type { Container } from '../../container.ts'
import type { IsolatorSettings } from '../isolator.ts'

/** Whether a container sees other processes than the host does (containerizer.md 3 and 5). */
export const hasOwnPids = (container: Container, settings: IsolatorSettings): boolean => {
  if (!(settings.isolation ?? '').split(',').some(name => name.trim() === 'namespaces/pid')) return false
  if (container.kind === 'debug') return container.parent !== undefined && hasOwnPids(container.parent, settings)
  if (container.info?.linux_info?.share_pid_namespace !== true) return true
  return container.parent !== undefined && hasOwnPids(container.parent, settings)
}
