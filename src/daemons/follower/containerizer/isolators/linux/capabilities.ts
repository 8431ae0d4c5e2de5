import type { Container } from '../../container.ts'
import type { Isolator, IsolatorSettings } from '../isolator.ts'
import { capabilitiesIn } from './capability-sets.ts'

type Set = readonly string[] | undefined

/**
 * What root in a container may do. A task's effective set, else the operator's; bounded by the task's bounding set, else the operator's,
 * else the effective set itself. Nothing goes beyond the operator's bounding set.
 */
export const linuxCapabilities: Isolator = {
  name: 'linux/capabilities',
  impossible: (machine, settings) => (machine.root ? wrongFlags(settings) : 'it needs root'),
  prepare: (spec, container, settings) => {
    const operators = capabilitiesIn(settings.bounding_capabilities).names
    const { effective, bounding } = wanted(container, settings)
    if (bounding === undefined) return spec
    const refused = beyond('bounding', bounding, operators) ?? beyond('effective', effective, bounding)
    if (refused !== undefined) return { refused }
    const sets = effective && { effective, permitted: effective, inheritable: effective, ambient: effective }
    return { ...spec, process: { ...spec.process, capabilities: { bounding, ...sets } } }
  },
}

const wanted = ({ info }: Container, settings: IsolatorSettings): { effective: Set; bounding: Set } => {
  const linux = info?.linux_info
  const asked = linux?.effective_capabilities ?? linux?.capability_info
  const effective = capabilitiesIn(asked ?? settings.effective_capabilities).names
  const own = capabilitiesIn(linux?.bounding_capabilities ?? settings.bounding_capabilities).names
  return { effective, bounding: own ?? effective }
}

const beyond = (what: string, set: Set, allowed: Set): string | undefined => {
  const over = allowed === undefined ? [] : (set ?? []).filter(name => !allowed.includes(name))
  if (over.length === 0) return undefined
  return `the ${what} capabilities ${over.join(', ')} go beyond what is allowed: ${allowed?.join(', ') || 'none'}`
}

const wrongFlags = (settings: IsolatorSettings): string | undefined => {
  const effective = capabilitiesIn(settings.effective_capabilities)
  const bounding = capabilitiesIn(settings.bounding_capabilities)
  return (
    (effective.wrong && `--effective_capabilities: ${effective.wrong}`) ??
    (bounding.wrong && `--bounding_capabilities: ${bounding.wrong}`) ??
    beyond('effective', effective.names, bounding.names)
  )
}
