import { z } from 'zod'
import { count, list, place, problem } from './parts.ts'

const file = z.string()
const inventory = z.string().describe('as it was given')

export type GroupTree = {
  readonly group: string
  readonly hosts: readonly string[]
  readonly children: readonly GroupTree[]
}
const groupTree: z.ZodType<GroupTree> = z
  .strictObject({
    group: z.string(),
    hosts: list(z.string()).describe('that stand in it itself'),
    get children() {
      return list(groupTree)
    },
  })
  .meta({ id: 'GroupTree', description: 'a group and those below it' })

const role = {
  name: z.string(),
  meaning: z.string(),
  after: list(z.string()).describe('roles whose turn is over before its own begins'),
}

/** Commands that read or write inventories and secrets, and touch no host. */
export const inventoryResults = {
  init: z.strictObject({ file, leaders: list(z.string()), followers: list(z.string()) }),
  'inventory check': z.strictObject({ hosts: count('how many'), warnings: list(problem) }),
  'inventory graph': groupTree,
  'inventory hosts': z.strictObject({ hosts: list(z.string()) }),
  'inventory schema': z.record(z.string(), z.unknown()).describe('a JSON Schema'),
  'inventory show': z.strictObject({
    hosts: list(
      z.strictObject({
        host: z.string(),
        groups: list(z.string()),
        variables: list(
          z.strictObject({
            name: z.string(),
            value: z.unknown().optional().describe('absent: not set; secrets are `(secret)`'),
            from: z.strictObject({ kind: z.enum(['default', 'unset', 'inventory']), place: place.optional() }),
            problem: z.string().optional().describe('why it has no value'),
          }),
        ),
      }),
    ),
  }),
  'roles list': z.strictObject({ roles: list(z.strictObject(role)) }),
  'roles show': z.strictObject({
    ...role,
    variables: list(z.strictObject({ name: z.string(), type: z.string(), default: z.string(), meaning: z.string() })),
  }),
  'credentials list': z.strictObject({
    inventory,
    credentials: list(
      z.strictObject({
        whose: z.enum(['follower', 'zookeeper', 'zookeeper-super', 'other']),
        principal: z.string(),
        secrets: count('how many it may log in with'),
        clear: z.boolean().describe('it stands in clear text'),
        place,
        owner: z.string().describe('all, or the group or host that it is for'),
      }),
    ),
  }),
  'credentials remove': z.strictObject({ inventory, files: list(file).describe('that were changed') }),
  'credentials rotate': z.strictObject({
    inventory,
    principal: z.string().optional().describe('absent: of the followers'),
    files: list(file).describe('that were changed'),
    encrypted: z.boolean(),
    out: file.optional().describe('where the new secret was written'),
  }),
  'credentials set': z.strictObject({
    inventory,
    written: list(z.string()).describe('variables'),
    files: list(file).describe('that were changed'),
    encrypted: z.boolean(),
  }),
  'secrets decrypt': z.strictObject({ file }),
  'secrets edit': z.strictObject({ file, changed: z.boolean() }),
  'secrets encrypt': z.strictObject({
    file,
    name: z.string().optional().describe('the variable; absent: the whole file'),
    count: count('values that were encrypted').optional(),
  }),
  'secrets rekey': z.strictObject({ file }),
  'secrets view': z.strictObject({ file, text: z.string().describe('in clear') }),
}
