import type { Call, CallLaunchContainer, CallType } from '../../../../mesos/messages/agent-call.ts'
import type { CommandInfo } from '../../../../mesos/messages/command.ts'
import type { ContainerInfo } from '../../../../mesos/messages/container.ts'
import type { ContainerID } from '../../../../mesos/messages/ids.ts'
import { validateResources } from '../../../../mesos/resources/validate.ts'
import { validateId } from '../../validation.ts'
import { commandSizeProblem } from './command-size.ts'

type Body = Exclude<keyof Call, 'type'>

interface Rule {
  /** What the call must carry; others need none. */
  readonly body: Body
  /** Its `container_id` must have a parent. */
  readonly nested?: true
}

const rules: Partial<Record<CallType, Rule>> = {
  GET_METRICS: { body: 'get_metrics' },
  SET_LOGGING_LEVEL: { body: 'set_logging_level' },
  LIST_FILES: { body: 'list_files' },
  READ_FILE: { body: 'read_file' },
  LAUNCH_NESTED_CONTAINER: { body: 'launch_nested_container', nested: true },
  WAIT_NESTED_CONTAINER: { body: 'wait_nested_container', nested: true },
  KILL_NESTED_CONTAINER: { body: 'kill_nested_container', nested: true },
  REMOVE_NESTED_CONTAINER: { body: 'remove_nested_container', nested: true },
  LAUNCH_NESTED_CONTAINER_SESSION: { body: 'launch_nested_container_session', nested: true },
  ATTACH_CONTAINER_INPUT: { body: 'attach_container_input' },
  ATTACH_CONTAINER_OUTPUT: { body: 'attach_container_output' },
  LAUNCH_CONTAINER: { body: 'launch_container' },
  WAIT_CONTAINER: { body: 'wait_container' },
  KILL_CONTAINER: { body: 'kill_container' },
  REMOVE_CONTAINER: { body: 'remove_container' },
  ADD_RESOURCE_PROVIDER_CONFIG: { body: 'add_resource_provider_config' },
  UPDATE_RESOURCE_PROVIDER_CONFIG: { body: 'update_resource_provider_config' },
  REMOVE_RESOURCE_PROVIDER_CONFIG: { body: 'remove_resource_provider_config' },
  MARK_RESOURCE_PROVIDER_GONE: { body: 'mark_resource_provider_gone' },
}

/** What is wrong with the call, in Mesos' words. Of a stream, that is its first record. */
export const callProblem = (call: Call): string | undefined => {
  if (call.type === undefined) return "Expecting 'type' to be present"
  const rule = rules[call.type]
  if (rule === undefined) return undefined
  const body = call[rule.body]
  if (body === undefined) return `Expecting '${rule.body}' to be present`
  return idProblem(call, rule, body) ?? signalProblem(rule, body) ?? launchProblem(call, rule)
}

/** The highest that the kernel knows; 0 reaches nobody, and tells whether there is somebody. */
const mostSignal = 64

const signalProblem = ({ body: name }: Rule, body: object): string | undefined => {
  const { signal = 0 } = body as { readonly signal?: number }
  return signal >= 0 && signal <= mostSignal ? undefined : `'${name}.signal' ${signal} is no signal`
}

const idProblem = (call: Call, { body: name, nested }: Rule, body: object): string | undefined => {
  const input = call.attach_container_input
  if (name === 'attach_container_input' && input) {
    if (input.type === undefined) return "Expecting 'attach_container_input.type' to be present"
    if (input.type === 'UNKNOWN') return "'attach_container_input.type' is unknown"
    if (input.type === 'PROCESS_IO') return undefined
  }
  if (!('container_id' in body) && name !== 'attach_container_input') return undefined
  const id = (body as { readonly container_id?: ContainerID }).container_id ?? { value: '' }
  const problem = containerIdProblem(id)
  if (problem !== undefined) return `'${name}.container_id' is invalid: ${problem}`
  return nested && id.parent === undefined ? `Expecting '${name}.container_id.parent' to be present` : undefined
}

/** Deeper than anybody nests them, and before names of folders are too long for the system. */
const longestKey = 242

/** Dots part the values where Mesos writes them, blanks would be hard to read in paths. */
export const containerIdProblem = ({ value, parent }: ContainerID): string | undefined => {
  const problem =
    validateId('container id', value) ??
    (/[. ]/.test(value) ? `'ContainerID.value' '${value}' contains invalid characters` : undefined)
  if (problem !== undefined || parent === undefined) return problem
  const length = lengthOf({ value, parent })
  if (length > longestKey) return `it is longer than ${longestKey} characters`
  const above = containerIdProblem(parent)
  return above === undefined ? undefined : `'ContainerID.parent' is invalid: ${above}`
}

const lengthOf = ({ value, parent }: ContainerID): number => {
  let length = value.length
  for (let above = parent; above !== undefined; above = above.parent) length += 1 + above.value.length
  return length
}

const launchProblem = (call: Call, { body: name }: Rule): string | undefined => {
  const launch = call.launch_container ?? call.launch_nested_container ?? call.launch_nested_container_session
  if (launch === undefined || !name.startsWith('launch_')) return undefined
  const ownStack = launch.container?.rlimit_info?.rlimits?.some(({ type }) => type === 'RLMT_STACK') ?? false
  const command = launch.command && (commandProblem(launch.command) ?? commandSizeProblem(launch.command, ownStack))
  const container = launch.container && containerProblem(launch.container)
  return (
    (name === 'launch_container' ? resourcesProblem(call.launch_container!) : undefined) ??
    (command === undefined ? undefined : `'${name}.command' is invalid: ${command}`) ??
    (container === undefined ? undefined : `'${name}.container' is invalid: ${container}`) ??
    cgroupsProblem(name, launch)
  )
}

const resourcesProblem = ({ container_id, resources = [] }: CallLaunchContainer): string | undefined => {
  const problem = validateResources(resources)
  if (problem !== undefined) return `Invalid resources: ${problem}`
  if (container_id.parent !== undefined) return undefined
  if (resources.some(({ role = '*', reservations = [] }) => role !== '*' || reservations.length > 0)) {
    return "'launch_container.resources' must be unreserved"
  }
  if (resources.some(({ disk }) => disk?.persistence)) {
    return "'launch_container.resources' may not use persistent volumes"
  }
  return resources.some(({ revocable }) => revocable) ? "'launch_container.resources' must be non-revocable" : undefined
}

const commandProblem = ({ environment, value, shell = true }: CommandInfo): string | undefined => {
  if (shell && value !== undefined && value === '') return "its 'value' is empty"
  for (const { name, type = 'VALUE', value: text, secret } of environment?.variables ?? []) {
    if (type === 'SECRET' && secret === undefined) {
      return `the environment variable '${name}' is a secret and has none`
    }
    if (type === 'VALUE' && text === undefined) {
      return `the environment variable '${name}' has no value`
    }
    if (type !== 'SECRET' && type !== 'VALUE') return `the environment variable '${name}' is of an unknown type`
  }
  return undefined
}

const containerProblem = ({ type, docker, mesos }: ContainerInfo): string | undefined => {
  if (type === 'DOCKER' && mesos) return "it is of type DOCKER and has 'mesos' set"
  return type === 'MESOS' && docker ? "it is of type MESOS and has 'docker' set" : undefined
}

/** What shares its parent's cgroups has no resources of its own; a session always shares them. */
const cgroupsProblem = (
  name: string,
  {
    container_id,
    container,
    resources,
    limits,
  }: Partial<CallLaunchContainer> & Pick<CallLaunchContainer, 'container_id'>,
): string | undefined => {
  const own = container?.linux_info?.share_cgroups === false
  const deep = container_id.parent?.parent !== undefined
  if (own && name === 'launch_nested_container_session') return `'${name}': a session has its parent's cgroups`
  if (own && deep) return `'${name}': only containers of the first level within another may have cgroups of their own`
  if (name !== 'launch_container' || own) return undefined
  if (container_id.parent === undefined) {
    return container?.linux_info?.share_cgroups ? `'${name}': there is no parent to share cgroups with` : undefined
  }
  const asks = (resources?.length ?? 0) > 0 || Object.keys(limits ?? {}).length > 0
  return asks ? `'${name}': what has its parent's cgroups may have neither resources nor limits` : undefined
}
