import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { MantlError } from '../../errors.ts'
import { inventoryParts } from '../../inventory/sources/load.ts'
import { catalog } from '../../roles/catalog.ts'
import type { Role } from '../../roles/role.ts'
import { content } from '../model/content.ts'
import { group } from '../operations/accounts/group.ts'
import { user } from '../operations/accounts/user.ts'
import { directory } from '../operations/files/directory.ts'
import { file } from '../operations/files/file.ts'
import { link } from '../operations/files/link.ts'
import { installed } from '../operations/packages/installed.ts'
import { service } from '../operations/units/service.ts'
import { roleOrder } from '../planner/role-order.ts'

/** What an operator's role is made of: the same operations as ours. */
export const roleKit = { content, directory, file, group, installed, link, service, user } as const

export type RoleKit = typeof roleKit

/** Folder of the operator's own roles beside the inventory, absent where there is none. */
export const ownRolesFolder = async (inventory: string): Promise<string | undefined> => {
  for (const part of await inventoryParts(inventory)) {
    if (part === '-') continue
    const isFolder = (await stat(part).catch(() => undefined))?.isDirectory() === true
    const folder = resolve(isFolder ? part : dirname(part), 'roles')
    if ((await modulesIn(folder)).length > 0) return folder
  }
  return undefined
}

/**
 * The roles of `roles/*.ts` (or .js, .mjs) beside the inventory, each the default export of its file: a function of the kit that gives the
 * role. Folders in there, such as Ansible's roles, are none of ours. Throws MantlError roles.invalid with the file.
 */
export const loadOwnRoles = async (folder: string): Promise<readonly Role[]> => {
  const roles: Role[] = []
  for (const name of await modulesIn(folder)) roles.push(await loadRole(join(folder, name)))
  const taken = roles.find(({ name }, index) =>
    [...catalog, ...roles.slice(0, index)].some(other => other.name === name),
  )
  if (taken !== undefined) throw new MantlError('roles.invalid', `${folder}: there is a role ${taken.name} already`)
  return roles
}

/** Ours, and those beside the inventory where one is named, in the order in which they are carried out. */
export const rolesBeside = async (inventory: string | undefined): Promise<readonly Role[]> => {
  const folder = inventory === undefined ? undefined : await ownRolesFolder(inventory)
  return roleOrder([...catalog, ...(folder === undefined ? [] : await loadOwnRoles(folder))])
}

const modulesIn = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  return entries
    .filter(entry => entry.isFile() && /^[^.].*(?<!\.d)\.(ts|mts|js|mjs)$/.test(entry.name))
    .map(entry => entry.name)
    .sort()
}

const shape = z.looseObject({
  meaning: z.string(),
  after: z.array(z.string()).default(['base']),
  serial: z.number().int().positive().optional(),
  plays: z.function(),
  operations: z.function(),
})

const loadRole = async (path: string): Promise<Role> => {
  const name = basename(path, extname(path))
  const made = await import(pathToFileURL(path).href)
    .then((module: { default?: unknown }) => (module.default as (kit: RoleKit) => unknown)(roleKit))
    .catch((cause: Error) => {
      throw invalid(path, cause.message, cause)
    })
  const read = shape.safeParse(made)
  if (!read.success)
    throw invalid(path, read.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`).join('; '))
  const { meaning, after, serial } = read.data
  const { plays, operations } = made as Pick<Role, 'plays' | 'operations'>
  return { name, meaning, area: 'own', after, ...(serial === undefined ? {} : { serial }), plays, operations }
}

const invalid = (path: string, what: string, cause?: unknown): MantlError =>
  new MantlError('roles.invalid', `${path} gives no role: ${what}`, {
    hint: 'export default ({ file, installed, … }) => ({ meaning, plays: host => …, operations: context => […] }); docs/roles.md has an example',
    cause,
  })
