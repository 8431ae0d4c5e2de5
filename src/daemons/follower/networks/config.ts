import * as z from 'zod'

/**
 * A network's configuration as an operator wrote it: one plugin, or (`plugins`) a chain of them, as CNI's specification 1.0 has both. Other
 * fields are the plugins' own and travel unchanged. PURE.
 */
export interface NetworkConfig {
  readonly name: string
  readonly cniVersion?: string
  /** The plugins in the order of joining. */
  readonly plugins: readonly PluginConfig[]
}

export type PluginConfig = Readonly<Record<string, unknown>> & {
  readonly type: string
  readonly capabilities?: Readonly<Record<string, boolean>>
  readonly args?: Readonly<Record<string, unknown>>
}

/** Mesos' own plugin, which maps ports and leaves the rest to `delegate`. We are it. */
export const portMapperType = 'mesos-cni-port-mapper'

const pluginName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'is no name of a program')
const plugin = z.looseObject({
  type: pluginName,
  capabilities: z.record(z.string(), z.boolean()).optional(),
  args: z.record(z.string(), z.unknown()).optional(),
  ipam: z.looseObject({ type: pluginName.optional() }).optional(),
})
const portMapper = plugin.extend({
  chain: z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,27}$/, 'is no name of a chain'),
  excludeDevices: z.array(z.string().regex(/^[^\s/!-][^\s/]{0,14}$/, 'is no name of a device')).optional(),
  delegate: plugin,
})
const network = z.looseObject({
  // The name becomes a folder's, beside the files of plan.ts.
  name: z
    .string()
    .regex(/^(?!(?:ns|hosts|hostname|resolv\.conf)$)[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'is no name of a network'),
  cniVersion: z.string().optional(),
})

/** `problem`: what is wrong, with the field. */
export const parseConfig = (text: string): NetworkConfig | { readonly problem: string } => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { problem: `it is no JSON: ${(error as Error).message}` }
  }
  const chain = typeof json === 'object' && json !== null && 'plugins' in json
  const shape = chain ? network.extend({ plugins: z.array(plugin).min(1) }) : network.extend(plugin.shape)
  const parsed = shape.safeParse(json)
  if (!parsed.success) return { problem: firstIssue(parsed.error) }
  const plugins = (chain ? parsed.data.plugins : [parsed.data]) as readonly PluginConfig[]
  for (const one of plugins) {
    const problem = pluginProblem(one)
    if (problem !== undefined) return { problem }
  }
  const { name, cniVersion } = parsed.data
  return { name, ...(cniVersion === undefined ? {} : { cniVersion }), plugins }
}

const pluginProblem = (config: PluginConfig): string | undefined => {
  if (config.args?.['org.apache.mesos'] !== undefined) return "its args set 'org.apache.mesos', which is ours to set"
  if (config.type !== portMapperType) return undefined
  const parsed = portMapper.safeParse(config)
  return parsed.success ? undefined : firstIssue(parsed.error)
}

const firstIssue = ({ issues }: z.ZodError): string => {
  const [issue] = issues
  return `${issue?.path.join('.') || 'it'}: ${issue?.message}`
}

/** Programs that the network needs beside us: its plugins, and those that give addresses. */
export const programsOf = ({ plugins }: NetworkConfig): readonly string[] =>
  plugins.flatMap(config => {
    const ipam = (config.ipam as { readonly type?: string } | undefined)?.type
    const own =
      config.type === portMapperType
        ? programsOf({ name: '', plugins: [config.delegate as PluginConfig] })
        : [config.type]
    return [...own, ...(ipam === undefined || ipam === '' ? [] : [ipam])]
  })
