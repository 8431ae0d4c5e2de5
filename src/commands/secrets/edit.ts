import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { editFile } from '../../inventory/sources/vault-file.ts'
import { readFlags } from '../../provisioning/run/run-flags.ts'
import { somePasswords } from '../../provisioning/run/vault-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class SecretsEdit extends BaseCommand<typeof SecretsEdit> {
  static override summary = 'open an encrypted file in your editor, and encrypt it again'
  static override description =
    'The editor is $VISUAL, else $EDITOR, else vi. The plain text lies in a folder of your own meanwhile, and is removed.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> group_vars/all/secrets.yml --vault-password-file vault.txt',
  ]
  static override args = { file: Args.string({ required: true, description: 'a file that is encrypted as a whole' }) }
  static override flags = { 'vault-password-file': readFlags['vault-password-file'] }

  async run(): Promise<ResultOf<'secrets edit'>> {
    const { file } = this.args
    const editor = process.env.VISUAL || process.env.EDITOR || 'vi'
    const changed = await editFile(file, await somePasswords(this.flags), editor)
    this.log(changed ? `wrote ${file}` : 'nothing was changed')
    return { file, changed }
  }
}
