import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { decryptFile } from '../../inventory/sources/vault-file.ts'
import { readFlags } from '../../provisioning/run/run-flags.ts'
import { somePasswords } from '../../provisioning/run/vault-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class SecretsDecrypt extends BaseCommand<typeof SecretsDecrypt> {
  static override summary = 'write a file that is encrypted as a whole back in plain text'
  static override examples = [
    '<%= config.bin %> <%= command.id %> group_vars/all/secrets.yml --vault-password-file vault.txt',
  ]
  static override args = { file: Args.string({ required: true, description: 'what to decrypt, in place' }) }
  static override flags = { 'vault-password-file': readFlags['vault-password-file'] }

  async run(): Promise<ResultOf<'secrets decrypt'>> {
    const { file } = this.args
    await decryptFile(file, await somePasswords(this.flags))
    this.log(`decrypted ${file}`)
    return { file }
  }
}
