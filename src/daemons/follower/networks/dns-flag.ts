import * as z from 'zod'
import type { Dns } from './plan.ts'

const name = z.string().regex(/^\S+$/, 'holds white space')
const names = z.array(name).optional()
const flag = z.strictObject({
  mesos: z
    .array(
      z.strictObject({
        network_mode: z.enum(['HOST', 'CNI', 'UNKNOWN']).optional(),
        network_name: z.string().optional(),
        dns: z.strictObject({ nameservers: names, domain: name.optional(), search: names, options: names }),
      }),
    )
    .optional(),
  // For containers of the Docker engine: of no use here yet.
  docker: z.array(z.looseObject({})).optional(),
})

/** What is wrong with --default_container_dns (ContainerDNSInfo in protos.md). PURE. */
export const dnsFlagProblem = (value: unknown): string | undefined => {
  if (value === undefined) return undefined
  const parsed = flag.safeParse(value)
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
  const modes = (parsed.data.mesos ?? [])
    .filter(({ network_mode }) => network_mode === 'CNI')
    .map(({ network_name }) => network_name)
  return new Set(modes).size === modes.length ? undefined : 'a network is named twice'
}

/** The servers of a network that names none itself: its own entry of the flag, or the one without a name. */
export const defaultDns = (value: unknown, network: string): Dns | undefined => {
  const parsed = flag.safeParse(value)
  if (!parsed.success) return undefined
  const entries = (parsed.data.mesos ?? []).filter(({ network_mode }) => network_mode === 'CNI')
  const own = entries.find(({ network_name }) => network_name === network)
  const found = own ?? entries.find(({ network_name }) => network_name === undefined)
  return found && (JSON.parse(JSON.stringify(found.dns)) as Dns)
}
