import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { rekeyFile } from '../../inventory/sources/vault-file.ts'
import { readVaultPassword } from '../../inventory/sources/vault-passwords.ts'
import { readFlags } from '../../provisioning/run/run-flags.ts'
import { somePasswords } from '../../provisioning/run/vault-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class SecretsRekey extends BaseCommand<typeof SecretsRekey> {
  static override summary = 'encrypt a file, or the encrypted values in it, with another password'
  static override examples = [
    '<%= config.bin %> <%= command.id %> inventory/cluster.yml --vault-password-file old.txt --new-vault-password-file new.txt',
  ]
  static override args = {
    file: Args.string({ required: true, description: 'encrypted as a whole, or with !vault values' }),
  }
  static override flags = {
    'vault-password-file': readFlags['vault-password-file'],
    'new-vault-password-file': Flags.string({
      summary: 'the new password: a file, a program that prints it, or prompt; ID@… names it',
      required: true,
      helpValue: 'FILE',
    }),
  }

  async run(): Promise<ResultOf<'secrets rekey'>> {
    const { file } = this.args
    const passwords = await somePasswords(this.flags)
    await rekeyFile(file, passwords, await readVaultPassword(this.flags['new-vault-password-file']))
    this.log(`rekeyed ${file}`)
    return { file }
  }
}
