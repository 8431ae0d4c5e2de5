import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { readSecret } from '../../cluster/cluster-flags.ts'
import { lastInventory } from '../../cluster/known-clusters.ts'
import { MantlError } from '../../errors.ts'
import { isOwnLogin, ownLogins } from '../../inventory/own-logins.ts'
import { loadInventory } from '../../inventory/sources/load.ts'
import { newSecret, writeSecretFile } from '../../inventory/sources/new-secret.ts'
import { mustName, writeCredentials, writeOwnSecret } from '../../inventory/sources/write-credentials.ts'
import { inventoryFlags, principal, principalOf, storedAs, whose } from '../../provisioning/run/credential-flags.ts'
import { vaultPasswords } from '../../provisioning/run/vault-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class CredentialsRotate extends BaseCommand<typeof CredentialsRotate> {
  static override summary = 'give somebody a new secret without shutting him out'
  static override description =
    `Followers and ZooKeeper: the next \`mantl provision\` does it all. Frameworks and operators may log in with the old and the new secret after it;
once they use the new one, \`credentials remove --old\` and another provision end the old one.`
  static override examples = [
    '<%= config.bin %> <%= command.id %> follower --vault-password-file vault.txt',
    '<%= config.bin %> <%= command.id %> zookeeper -i inventory/cluster.yml --vault-password-file vault.txt',
    '<%= config.bin %> <%= command.id %> framework --principal marathon --out marathon.secret --vault-password-file vault.txt',
  ]
  static override args = { whose }
  static override flags = {
    principal,
    'secret-file': Flags.string({ summary: 'the new secret; default: one is made', helpValue: 'FILE' }),
    out: Flags.string({ summary: 'new file for the secret that is made, to be handed over', helpValue: 'FILE' }),
    ...inventoryFlags,
  }

  async run(): Promise<ResultOf<'credentials rotate'>> {
    const file = this.flags.inventory ?? (await lastInventory())
    const passwords = await vaultPasswords(this.flags)
    const load = () => loadInventory(file, { vaultPasswords: passwords })
    const own = isOwnLogin(this.args.whose) ? this.args.whose : undefined
    const who = own ? undefined : principalOf(this.flags.principal, this.args.whose)
    const given = this.flags['secret-file']
    if (who !== undefined && given === undefined && this.flags.out === undefined)
      throw new MantlError('usage.secret_file', `${who} must be told its new secret`, {
        hint: '--out FILE writes it there, --secret-file FILE takes one',
      })
    const secret = given === undefined ? newSecret() : await readSecret(given)
    if (who !== undefined) mustName(await load(), who)
    if (this.flags.out !== undefined) await writeSecretFile(this.flags.out, secret)
    const value = storedAs(secret, passwords)
    const files =
      own !== undefined
        ? await writeOwnSecret(own, load, value, this.flags.principal, passwords)
        : await writeCredentials(await load(), { kind: 'add', principal: who ?? '', secret: value }, passwords)
    this.log(`a new secret of ${own === undefined ? who : ownLogins[own].who} stands in ${files.join(', ')}`)
    if (passwords.length === 0)
      this.progress(`${this.errorPalette.yellow('warning')}: in clear text; --vault-password-file FILE encrypts it`)
    this.log('try next:')
    this.log(`  ${this.palette.bold(`npx mantl provision ${file}`)}  rolls it out, leaders first`)
    if (who !== undefined) {
      this.log(`  then let ${who} log in with the new one, and end the old one:`)
      this.log(
        `  ${this.palette.bold(`npx mantl credentials remove ${this.args.whose} --principal ${who} --old -i ${file}`)}`,
      )
    }
    return { inventory: file, principal: who, files, encrypted: passwords.length > 0, out: this.flags.out }
  }
}
