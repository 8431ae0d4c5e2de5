/** A module of --modules: what it is called, and its parameters by key. */
export interface Module {
  readonly name: string
  readonly parameters: ReadonlyMap<string, string>
}

/** Mesos' own modules that are built in here. What is built in needs no library. */
export const builtInModules = {
  fixedEstimator: 'org_apache_mesos_FixedResourceEstimator',
  logrotateLogger: 'org_apache_mesos_LogrotateContainerLogger',
} as const

/** `{"libraries":[{"modules":[{"name":…,"parameters":[{"key":…,"value":…}]}]}]}`; absent: none. Text: what is wrong with it. PURE. */
export const parseModules = (given: unknown): readonly Module[] | string => {
  if (given === undefined) return []
  const libraries = listIn(given, 'libraries')
  const modules = libraries?.map(library => listIn(library, 'modules'))
  if (modules === undefined || modules.includes(undefined)) return '--modules: not an object with libraries of modules'
  const parsed = (modules as object[][]).flat().map(module => ({
    name: String((module as { name?: unknown }).name),
    parameters: new Map((listIn(module, 'parameters') ?? []).map(one => [String(one.key), String(one.value)])),
  }))
  const known: readonly string[] = Object.values(builtInModules)
  const unknown = parsed.find(({ name }) => !known.includes(name))
  return unknown === undefined
    ? parsed
    : `--modules: there are no modules but ${known.join(' and ')}, which are built in; '${unknown.name}' is unknown`
}

const listIn = (value: unknown, key: string): readonly Record<string, unknown>[] | undefined => {
  const list = (value as Record<string, unknown> | null)?.[key]
  return Array.isArray(list) && list.every(one => typeof one === 'object' && one !== null) ? list : undefined
}
