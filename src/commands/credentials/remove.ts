import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { lastInventory } from '../../cluster/known-clusters.ts'
import { MantlError } from '../../errors.ts'
import type { Inventory } from '../../inventory/model.ts'
import { isOwnLogin, ownLogins } from '../../inventory/own-logins.ts'
import { loadInventory } from '../../inventory/sources/load.ts'
import type { VaultPassword } from '../../inventory/sources/vault.ts'
import { removeOwnSecret, writeCredentials } from '../../inventory/sources/write-credentials.ts'
import { inventoryFlags, principal, principalOf, whose } from '../../provisioning/run/credential-flags.ts'
import { vaultPasswords } from '../../provisioning/run/vault-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class CredentialsRemove extends BaseCommand<typeof CredentialsRemove> {
  static override summary = 'take a secret out of the inventory'
  static override description =
    'Nothing changes on a host before the next `mantl provision`. Without any secret of followers left, leaders ask them for none; without one for ZooKeeper, what leaders keep there is open to all.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> framework --principal marathon --old',
    '<%= config.bin %> <%= command.id %> operator --principal ops -i inventory/cluster.yml',
  ]
  static override args = { whose }
  static override flags = {
    principal,
    old: Flags.boolean({ summary: 'all secrets of the principal but its newest' }),
    ...inventoryFlags,
  }

  async run(): Promise<ResultOf<'credentials remove'>> {
    const file = this.flags.inventory ?? (await lastInventory())
    const passwords = await vaultPasswords(this.flags)
    const inventory = await loadInventory(file, { vaultPasswords: passwords })
    const files = await this.#remove(inventory, passwords)
    this.log(`changed ${files.join(', ')}`)
    this.log(`try next:\n  ${this.palette.bold(`npx mantl provision ${file}`)}  makes it true on the hosts`)
    return { inventory: file, files }
  }

  #remove(inventory: Inventory, passwords: readonly VaultPassword[]): Promise<readonly string[]> {
    const { whose: who } = this.args
    if (isOwnLogin(who) && !this.flags.old) return removeOwnSecret(who, inventory, passwords)
    if (isOwnLogin(who))
      throw new MantlError(
        'usage.principal',
        `there is one secret of ${ownLogins[who].who} at a time: provision drops the old one by itself`,
      )
    const kind = this.flags.old ? 'remove-old' : 'remove'
    return writeCredentials(inventory, { kind, principal: principalOf(this.flags.principal, who) }, passwords)
  }
}
