import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { viewFile } from '../../inventory/sources/vault-file.ts'
import { readFlags } from '../../provisioning/run/run-flags.ts'
import { somePasswords } from '../../provisioning/run/vault-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class SecretsView extends BaseCommand<typeof SecretsView> {
  static override summary = 'print a file with everything in it decrypted'
  static override description = 'The one command that prints secrets.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> group_vars/all/secrets.yml --vault-password-file vault.txt',
  ]
  static override args = {
    file: Args.string({ required: true, description: 'encrypted as a whole, or with !vault values' }),
  }
  static override flags = { 'vault-password-file': readFlags['vault-password-file'] }

  async run(): Promise<ResultOf<'secrets view'>> {
    const text = await viewFile(this.args.file, await somePasswords(this.flags))
    if (!this.jsonEnabled()) process.stdout.write(text)
    return { file: this.args.file, text }
  }
}
