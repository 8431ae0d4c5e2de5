import { z } from 'zod'
import { count, hostResult, list } from './parts.ts'

/** The fields of a change that are shown, of whatever kind it is; none of them holds a secret. */
export const shownFields = {
  path: z.string().optional().describe('of a file, folder or link'),
  mode: z.int().optional().describe('permission bits, as a decimal number'),
  owner: z.string().optional().describe('`user:group`'),
  shared: z.boolean().optional().describe('others keep things in that folder too'),
  replaces: z.boolean().optional().describe('the file is there already'),
  recursive: z.boolean().optional().describe('removed with all that is in it'),
  ifEmpty: z.boolean().optional().describe('a folder that stays when others keep something in it'),
  target: z.string().optional().describe('of a link'),
  name: z.string().optional().describe('of a user or group'),
  account: z.enum(['user', 'group']).optional(),
  group: z.string().optional(),
  home: z.string().optional(),
  names: list(z.string()).optional().describe('of packages'),
  releases: list(z.string()).optional().describe('digests of releases that are removed'),
  unit: z.string().optional().describe('of the service manager'),
  manager: z.enum(['systemd', 'systemd-user', 'supervisor']).optional(),
  running: z.boolean().optional().describe('the unit runs now, and is interrupted'),
  timeoutMs: z.int().optional().describe('how long is waited at most'),
}

const change = z
  .strictObject({
    operation: z.string().describe('the operation that wants it'),
    what: z.string().describe('the change in words'),
    kind: z.string().describe('such as write-file, restart-unit or push-release'),
    why: z.string(),
    ...shownFields,
    secret: z.boolean().optional().describe('the file’s contents are not shown'),
    before: z.string().optional().describe('contents of the file now, where it may be shown'),
    after: z.string().optional().describe('contents of the file then'),
    version: z.string().optional().describe('of a release'),
    digest: z.string().optional().describe('of a release'),
  })
  .meta({
    id: 'Change',
    description: 'one step that alters a host; which of the optional fields it has depends on its kind',
  })

const wave = z
  .strictObject({
    role: z.string(),
    serial: z.int().optional().describe('at most so many hosts at once; absent: all'),
    beside: z.literal(true).optional().describe('a host begins when it is through with its part of the wave before'),
    hosts: list(
      z.strictObject({
        host: z.string(),
        held: z.string().optional().describe('why these changes are not carried out in this run'),
        changes: list(change),
      }),
    ),
  })
  .meta({
    id: 'Wave',
    description: 'a role’s turn on its hosts; waves come one after another, but for those that are beside',
  })

export const planFields = {
  changes: count('all of them'),
  warnings: list(z.string()),
  risks: list(z.string()).describe('what could be lost meanwhile: quorum, leader, tasks'),
  errors: list(z.strictObject({ host: z.string(), message: z.string() })).describe(
    'what makes carrying it out pointless',
  ),
  waves: list(wave),
}

export const appliedPlan = { ...planFields, hosts: list(hostResult) }
