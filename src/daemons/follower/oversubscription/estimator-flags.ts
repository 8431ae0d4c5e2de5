import type { Resource } from '../../../mesos/messages/resource.ts'
import { parseResources } from '../../../mesos/resources/index.ts'
import { builtInModules, parseModules } from '../modules.ts'

/** As much as its parameter `resources` says. */
const { fixedEstimator } = builtInModules

interface Flags {
  readonly resource_estimator: string | undefined
  readonly qos_controller: string | undefined
  readonly modules: unknown
}

export type EstimatorFlags =
  /** Absent `resources`: nothing is oversubscribed. */
  { readonly resources?: readonly Resource[] } | { readonly problems: readonly string[] }

/**
 * `--resource_estimator` by the name of its module, whose parameters stand in `--modules`: [{"key":"resources","value":"cpus:2"}]. PURE.
 */
export const estimatorFlags = (flags: Flags): EstimatorFlags => {
  const modules = parseModules(flags.modules)
  const problems = [
    ...(typeof modules === 'string' ? [modules] : []),
    ...(flags.resource_estimator === undefined || flags.resource_estimator === fixedEstimator
      ? []
      : [`--resource_estimator: '${flags.resource_estimator}' is not ${fixedEstimator}`]),
    ...(flags.qos_controller === undefined || flags.qos_controller === 'noop'
      ? []
      : [`--qos_controller: '${flags.qos_controller}' is not noop`]),
  ]
  if (typeof modules === 'string' || problems.length > 0) return { problems }
  if (flags.resource_estimator === undefined) return {}
  return fixedResources(modules.find(({ name }) => name === fixedEstimator)?.parameters.get('resources'))
}

const fixedResources = (text: string | undefined): EstimatorFlags => {
  if (text === undefined) {
    return { problems: [`--resource_estimator: --modules gives ${fixedEstimator} no parameter 'resources'`] }
  }
  const parsed = parseResources(text)
  if ('problem' in parsed) return { problems: [`--modules: resources of ${fixedEstimator}: ${parsed.problem}`] }
  return { resources: parsed.value.map(resource => ({ ...resource, revocable: {} })) }
}
