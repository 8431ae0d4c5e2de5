import { ok, unavailable } from '../../../http/answer.ts'
import type { BuildInfo } from '../../../http/build-info.ts'
import type { Authorize, Route } from '../../../http/types.ts'
import { attributeSummary } from '../../../mesos/attributes.ts'
import { toJson } from '../../../mesos/messages/codec/index.ts'
import { Resource } from '../../../mesos/messages/resource.ts'
import { toEndpointForm } from '../../../mesos/resources/formats.ts'
import { summarize } from '../../../mesos/resources/summary.ts'
import { capabilities } from '../registration.ts'
import { totalResources } from '../resources/total.ts'
import { usedResources } from '../resources/used.ts'
import type { FollowerState } from '../state.ts'
import { frameworkView } from './json-views.ts'

export interface StateRouteOptions {
  readonly state: FollowerState
  readonly build: BuildInfo
  readonly shownFlags: Readonly<Record<string, string>>
  readonly realm: string
  readonly logDir?: string
  readonly externalLogFile?: string
  readonly authorize: Authorize
}

/** endpoints-v0.md 5.1. */
export const stateRoute = (options: StateRouteOptions): Route => ({
  path: '/state',
  realm: options.realm,
  handle: ({ principal }) =>
    options.state.phase === 'recovering'
      ? unavailable('Agent has not finished recovery')
      : ok(view(options, options.authorize('VIEW_FLAGS', principal))),
})

const view = ({ state, build, shownFlags, logDir, externalLogFile }: StateRouteOptions, seesFlags: boolean) => {
  const { info } = state
  return {
    ...build,
    start_time: state.startTime / 1000,
    id: info.id?.value ?? '',
    pid: state.pid,
    hostname: info.hostname,
    capabilities: capabilities.map(({ type }) => type),
    ...(info.domain ? { domain: info.domain } : {}),
    ...(state.draining
      ? {
          drain_config: state.draining.config,
          estimated_drain_start_time_seconds: state.draining.since / 1000,
        }
      : {}),
    ...resourceViews(state),
    resource_providers: [],
    attributes: attributeSummary(info.attributes ?? []),
    ...(state.master?.info.hostname === undefined ? {} : { master_hostname: state.master.info.hostname }),
    ...(seesFlags && logDir !== undefined ? { log_dir: logDir } : {}),
    ...(seesFlags && externalLogFile !== undefined ? { external_log_file: externalLogFile } : {}),
    ...(seesFlags ? { flags: shownFlags } : {}),
    frameworks: [...state.frameworks.values()].map(frameworkView),
    completed_frameworks: state.completedFrameworks.map(frameworkView),
  }
}

const roleOf = ({ reservations, role }: Resource): string | undefined =>
  reservations?.at(-1)?.role ?? (role === '*' ? undefined : role)

const byRole = <T>(all: readonly Resource[], view: (resources: Resource[]) => T): Record<string, T> => {
  const roles = new Map<string, Resource[]>()
  for (const resource of all) {
    const role = roleOf(resource)
    if (role !== undefined) roles.set(role, [...(roles.get(role) ?? []), resource])
  }
  return Object.fromEntries([...roles].map(([role, resources]) => [role, view(resources)]))
}

const resourceViews = (state: FollowerState) => {
  const total = totalResources(state)
  const unreserved = total.filter(resource => roleOf(resource) === undefined)
  const used = [...usedResources(state)]
  const full = (resources: Resource[]) => toEndpointForm(resources).map(resource => toJson(Resource, resource))
  return {
    resources: summarize(total),
    reserved_resources: byRole(total, summarize),
    unreserved_resources: summarize(unreserved),
    reserved_resources_full: byRole(total, full),
    unreserved_resources_full: full(unreserved),
    reserved_resources_allocated: byRole(used, summarize),
    unreserved_resources_allocated: summarize(used.filter(resource => roleOf(resource) === undefined)),
  }
}
