import { MantlError } from '../../errors.ts'
import { definitionsOf } from '../definitions.ts'
import { didYouMean } from '../did-you-mean.ts'
import { type CredentialEdit, editCredentials } from '../edit-credentials.ts'
import { definitionsNaming, listCredentials } from '../list-credentials.ts'
import type { Inventory } from '../model.ts'
import { type OwnLogin, ownLogins } from '../own-logins.ts'
import { editMapping, type NewValue } from '../set-variable.ts'
import type { VaultPassword } from './vault.ts'
import { editVariable, writeVariable } from './write-variable.ts'

/**
 * Changes who may log in besides followers: wherever the inventory names the principal, a new one wherever mesos_credentials stands, or
 * for all hosts. Returns the files that were written. Throws MantlError inventory.no_such_principal, inventory.not-editable.
 */
export const writeCredentials = (
  inventory: Inventory,
  edit: CredentialEdit,
  passwords: readonly VaultPassword[],
): Promise<readonly string[]> => {
  const naming = definitionsNaming(inventory, edit.principal)
  if (!('secret' in edit)) mustName(inventory, edit.principal)
  const places = naming.length > 0 ? naming : definitionsOf(inventory, 'mesos_credentials')
  return editVariable(inventory, places, passwords, (text, path) => editCredentials(text, path, edit))
}

const unknownPrincipal = (inventory: Inventory, principal: string): MantlError => {
  const known = [
    ...new Set(
      listCredentials(inventory)
        .filter(({ whose }) => whose === 'other')
        .map(one => one.principal),
    ),
  ]
  return new MantlError('inventory.no_such_principal', `mesos_credentials names no principal ${principal}`, {
    hint:
      didYouMean(principal, known) ??
      (known.length === 0
        ? `it names nobody: mantl credentials set framework --principal ${principal} adds one`
        : `there are ${known.join(', ')}`),
  })
}

/** Throws MantlError inventory.no_such_principal unless mesos_credentials names it somewhere. */
export const mustName = (inventory: Inventory, principal: string): void => {
  if (definitionsNaming(inventory, principal).length === 0) throw unknownPrincipal(inventory, principal)
}

/** What the cluster's own parts log in with: `load` reads the inventory anew between two edits of the same file. */
export const writeOwnSecret = async (
  whose: OwnLogin,
  load: () => Promise<Inventory>,
  secret: NewValue,
  principal: string | undefined,
  passwords: readonly VaultPassword[],
): Promise<readonly string[]> => {
  const files = await writeVariable(await load(), ownLogins[whose].secret, secret, passwords)
  if (principal === undefined) return files
  const named = await writeVariable(await load(), ownLogins[whose].principal, { text: principal }, passwords)
  return [...new Set([...files, ...named])]
}

/** They log in no more. Throws MantlError inventory.no_such_principal where none does. */
export const removeOwnSecret = (
  whose: OwnLogin,
  inventory: Inventory,
  passwords: readonly VaultPassword[],
): Promise<readonly string[]> => {
  const { secret, who } = ownLogins[whose]
  const found = definitionsOf(inventory, secret)
  if (found.length === 0)
    throw new MantlError('inventory.no_such_principal', `there is no secret of ${who}: ${secret} is not set`)
  return editVariable(inventory, found, passwords, (text, path) =>
    editMapping(text, path, mapping => mapping.delete(secret)),
  )
}
