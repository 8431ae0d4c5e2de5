import type { Resource } from '../../../mesos/messages/resource.ts'
import { parseResources } from '../../../mesos/resources/index.ts'

/** The estimator of Mesos' own module: as much as its parameter `resources` says. */
const fixedEstimator = 'org_apache_mesos_FixedResourceEstimator'

interface Flags {
  readonly resource_estimator: string | undefined
  readonly qos_controller: string | undefined
  readonly modules: unknown
}

export type EstimatorFlags =
  /** Absent `resources`: nothing is oversubscribed. */
  { readonly resources?: readonly Resource[] } | { readonly problems: readonly string[] }

/**
 * `--resource_estimator` by the name of its module, whose parameters stand in `--modules`: {"libraries":[{"modules":[{"name":…,"parameters":
 * [{"key":"resources","value":"cpus:2"}]}]}]}. What is built in needs no library, so the library's name is not looked at. PURE.
 */
export const estimatorFlags = (flags: Flags): EstimatorFlags => {
  const modules = modulesOf(flags.modules)
  const problems = [
    ...(modules === undefined ? ['--modules: not an object with libraries of modules'] : []),
    ...(modules ?? [])
      .filter(({ name }) => name !== fixedEstimator)
      .map(
        ({ name }) => `--modules: there are no modules but ${fixedEstimator}, which is built in; '${name}' is unknown`,
      ),
    ...(flags.resource_estimator === undefined || flags.resource_estimator === fixedEstimator
      ? []
      : [`--resource_estimator: '${flags.resource_estimator}' is not ${fixedEstimator}`]),
    ...(flags.qos_controller === undefined || flags.qos_controller === 'noop'
      ? []
      : [`--qos_controller: '${flags.qos_controller}' is not noop`]),
  ]
  if (problems.length > 0) return { problems }
  if (flags.resource_estimator === undefined) return {}
  return fixedResources(modules?.find(({ name }) => name === fixedEstimator)?.parameters.get('resources'))
}

const fixedResources = (text: string | undefined): EstimatorFlags => {
  if (text === undefined) {
    return { problems: [`--resource_estimator: --modules gives ${fixedEstimator} no parameter 'resources'`] }
  }
  const parsed = parseResources(text)
  if ('problem' in parsed) return { problems: [`--modules: resources of ${fixedEstimator}: ${parsed.problem}`] }
  return { resources: parsed.value.map(resource => ({ ...resource, revocable: {} })) }
}

interface Module {
  readonly name: string
  readonly parameters: ReadonlyMap<string, string>
}

const modulesOf = (given: unknown): readonly Module[] | undefined => {
  if (given === undefined) return []
  const libraries = listIn(given, 'libraries')
  const modules = libraries?.map(library => listIn(library, 'modules'))
  if (modules === undefined || modules.includes(undefined)) return undefined
  return (modules as object[][]).flat().map(module => ({
    name: String((module as { name?: unknown }).name),
    parameters: new Map((listIn(module, 'parameters') ?? []).map(one => [String(one.key), String(one.value)])),
  }))
}

const listIn = (value: unknown, key: string): readonly Record<string, unknown>[] | undefined => {
  const list = (value as Record<string, unknown> | null)?.[key]
  return Array.isArray(list) && list.every(one => typeof one === 'object' && one !== null) ? list : undefined
}
