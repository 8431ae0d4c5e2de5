import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { readSecret } from '../../cluster/cluster-flags.ts'
import { lastInventory } from '../../cluster/known-clusters.ts'
import { isOwnLogin, ownLogins } from '../../inventory/own-logins.ts'
import { loadInventory } from '../../inventory/sources/load.ts'
import { writeCredentials, writeOwnSecret } from '../../inventory/sources/write-credentials.ts'
import { inventoryFlags, principal, principalOf, storedAs, whose } from '../../provisioning/run/credential-flags.ts'
import { vaultPasswords } from '../../provisioning/run/vault-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class CredentialsSet extends BaseCommand<typeof CredentialsSet> {
  static override summary = 'write a new secret into the inventory'
  static override description =
    `Nothing changes on a host: the next \`mantl provision\` rolls the secret out, leaders first, so that no follower is shut out.
A framework or operator has just this secret then: \`credentials rotate\` lets both be right until it has moved.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> follower --secret-file new.txt --vault-password-file vault.txt',
    '<%= config.bin %> <%= command.id %> framework --principal marathon --secret-file new.txt -i inventory/cluster.yml',
  ]
  static override args = { whose }
  static override flags = {
    'secret-file': Flags.string({ summary: 'file with the secret in its one line', required: true, helpValue: 'FILE' }),
    principal,
    ...inventoryFlags,
  }

  async run(): Promise<ResultOf<'credentials set'>> {
    const secret = await readSecret(this.flags['secret-file'])
    const inventory = this.flags.inventory ?? (await lastInventory())
    const passwords = await vaultPasswords(this.flags)
    const load = () => loadInventory(inventory, { vaultPasswords: passwords })
    const value = storedAs(secret, passwords)
    const own = isOwnLogin(this.args.whose) ? this.args.whose : undefined
    const named = own ? this.flags.principal : principalOf(this.flags.principal, this.args.whose)
    const files = own
      ? await writeOwnSecret(own, load, value, named, passwords)
      : await writeCredentials(await load(), { kind: 'set', principal: named ?? '', secret: value }, passwords)
    const written: readonly string[] = own
      ? [ownLogins[own].secret, ...(named === undefined ? [] : [ownLogins[own].principal])]
      : ['mesos_credentials']
    const encrypted = passwords.length > 0
    this.log(`wrote ${written.join(' and ')} ${encrypted ? '(encrypted) ' : ''}to ${files.join(', ')}`)
    if (!encrypted)
      this.progress(`${this.errorPalette.yellow('warning')}: in clear text; --vault-password-file FILE encrypts it`)
    this.log(`try next:\n  ${this.palette.bold(`npx mantl provision ${inventory}`)}  rolls it out, leaders first`)
    return { inventory, written, files, encrypted }
  }
}
