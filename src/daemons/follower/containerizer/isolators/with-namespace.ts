import type { LaunchSpec, NamespaceType } from '../launch-spec.ts'

/** The container has a namespace of its own of that kind, or joins the one at `path`. */
export const withNamespace = (spec: LaunchSpec, type: NamespaceType, path?: string): LaunchSpec => {
  const others = spec.linux.namespaces ?? []
  if (path === undefined && others.some(one => one.type === type)) return spec
  const namespaces = [...others.filter(one => one.type !== type), { type, ...(path === undefined ? {} : { path }) }]
  return { ...spec, linux: { ...spec.linux, namespaces } }
}
