import type { Framework, MasterState } from '../state.ts'

/** Keeps the index of roles: a framework counts while it subscribes to the role or runs tasks in it. */
export const track = (state: MasterState, framework: Framework, roles: Iterable<string> = framework.roles): void => {
  for (const role of roles) {
    const known = state.roles.get(role)
    if (known) known.add(framework.id)
    else state.roles.set(role, new Set([framework.id]))
  }
}

export const untrack = (state: MasterState, framework: Framework, roles: Iterable<string>): void => {
  for (const role of roles) {
    const known = state.roles.get(role)
    known?.delete(framework.id)
    if (known?.size === 0) state.roles.delete(role)
  }
}

/** Those it subscribed to and those that its tasks hold resources of. */
export const rolesInUse = (framework: Framework): Set<string> => {
  const roles = new Set(framework.roles)
  for (const task of framework.tasks.values())
    for (const resource of task.resources ?? [])
      if (resource.allocation_info?.role) roles.add(resource.allocation_info.role)
  return roles
}

/** The first that the framework did not subscribe to. */
export const foreignRole = (framework: Framework, roles: readonly string[]): string | undefined =>
  roles.find(role => !framework.roles.includes(role))
