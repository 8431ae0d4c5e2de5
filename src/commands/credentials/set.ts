import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { readSecret } from '../../cluster/cluster-flags.ts'
import { lastInventory } from '../../cluster/known-clusters.ts'
import { loadInventory } from '../../inventory/sources/load.ts'
import { encryptVault } from '../../inventory/sources/vault.ts'
import { writeVariable } from '../../inventory/sources/write-variable.ts'
import { runFlags } from '../../provisioning/run/run-flags.ts'
import { vaultPasswords } from '../../provisioning/run/vault-flags.ts'

export default class CredentialsSet extends BaseCommand<typeof CredentialsSet> {
  static override summary = 'write a new secret for the followers into the inventory'
  static override description =
    'Nothing changes on a host: the next `mantl provision` rolls the secret out, leaders first, so that no follower is shut out.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> follower --secret-file new.txt --vault-password-file vault.txt',
    '<%= config.bin %> <%= command.id %> follower --secret-file new.txt -i inventory/cluster.yml',
  ]
  static override args = {
    whose: Args.string({ required: true, options: ['follower'], description: 'whose secret' }),
  }
  static override flags = {
    'secret-file': Flags.string({ summary: 'file with the secret in its one line', required: true, helpValue: 'FILE' }),
    principal: Flags.string({ summary: 'name to log in with; default: as it is', helpValue: 'NAME' }),
    inventory: Flags.string({
      char: 'i',
      summary: 'default: the one provisioned last',
      helpValue: 'INVENTORY',
    }),
    'vault-password-file': runFlags['vault-password-file'],
  }

  async run(): Promise<unknown> {
    const secret = await readSecret(this.flags['secret-file'])
    const inventory = this.flags.inventory ?? (await lastInventory())
    const passwords = await vaultPasswords(this.flags)
    const [password] = passwords
    const value = password === undefined ? { text: secret } : { ciphertext: encryptVault(secret, password) }
    const load = () => loadInventory(inventory, { vaultPasswords: passwords })
    const files = new Set(await writeVariable(await load(), 'mesos_follower_secret', value, passwords))
    const { principal } = this.flags
    if (principal !== undefined) {
      const named = await writeVariable(await load(), 'mesos_follower_principal', { text: principal }, passwords)
      for (const file of named) files.add(file)
    }
    const written = ['mesos_follower_secret', ...(principal === undefined ? [] : ['mesos_follower_principal'])]
    const encrypted = password !== undefined
    this.log(`wrote ${written.join(' and ')} ${encrypted ? '(encrypted) ' : ''}to ${[...files].join(', ')}`)
    if (!encrypted)
      this.progress(`${this.errorPalette.yellow('warning')}: in clear text; --vault-password-file FILE encrypts it`)
    this.log(`try next:\n  ${this.palette.bold(`npx mantl provision ${inventory}`)}  rolls it out, leaders first`)
    return { inventory, written, files: [...files], encrypted }
  }
}
