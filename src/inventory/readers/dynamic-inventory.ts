import { z } from 'zod'
import type { Plain } from '../value.ts'
import type { HostListing, ListedGroup } from './host-listing.ts'

const plain: z.ZodType<Plain> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(plain), z.record(z.string(), plain)]),
)
const variables = z.record(z.string(), plain)
const body = z.union([
  z.array(z.string()),
  z.object({
    hosts: z.array(z.string()).nullish(),
    children: z.array(z.string()).nullish(),
    vars: variables.nullish(),
  }),
])
const listing = z
  .object({ _meta: z.object({ hostvars: z.record(z.string(), variables).optional() }).optional() })
  .catchall(body)

/** `complete`: the listing holds the variables of all hosts, so that none is asked for with `--host`. */
export type ReadListing = { readonly listing: HostListing; readonly complete: boolean } | { readonly wrong: string }

/** What a program prints when it is asked with `--list` (Ansible's protocol for dynamic inventories). */
export const readDynamicInventory = (text: string): ReadListing => {
  const json = parse(text)
  if (json === undefined) return { wrong: 'it printed something else than JSON' }
  const { data, error } = listing.safeParse(json)
  if (data === undefined) return { wrong: problemOf(error) }
  const { _meta, ...groups } = data
  return {
    listing: {
      groups: new Map(Object.entries(groups).map(([name, group]) => [name, groupOf(group as z.infer<typeof body>)])),
      hostVariables: new Map(Object.entries(_meta?.hostvars ?? {})),
    },
    complete: _meta?.hostvars !== undefined,
  }
}

export type HostAnswer = { readonly variables: Readonly<Record<string, Plain>> } | { readonly wrong: string }

/** What it prints when it is asked with `--host NAME`: one mapping of variables; nothing for none. */
export const readHostAnswer = (text: string): HostAnswer => {
  const { data } = variables.safeParse(text.trim() === '' ? {} : parse(text))
  return data === undefined
    ? { wrong: 'it printed something else than a JSON object of variables' }
    : { variables: data }
}

const groupOf = (group: z.infer<typeof body>): ListedGroup =>
  Array.isArray(group)
    ? { hosts: group, children: [], variables: {} }
    : { hosts: group.hosts ?? [], children: group.children ?? [], variables: group.vars ?? {} }

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const problemOf = (error: z.ZodError): string => {
  const [issue] = error.issues
  const path = issue?.path.join('.')
  return path ? `${path} is not as Ansible’s inventory programs print it` : 'it must print a JSON object of groups'
}
