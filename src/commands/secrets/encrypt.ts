import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { encryptFile, encryptInFile } from '../../inventory/sources/vault-file.ts'
import { readFlags } from '../../provisioning/run/run-flags.ts'
import { onePassword } from '../../provisioning/run/vault-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class SecretsEncrypt extends BaseCommand<typeof SecretsEncrypt> {
  static override summary = 'encrypt a file, or one variable’s values in it, as ansible-vault does'
  static override examples = [
    '<%= config.bin %> <%= command.id %> group_vars/all/secrets.yml --vault-password-file vault.txt',
    {
      description: 'only one value, which an inventory holds in plain text',
      command:
        '<%= config.bin %> <%= command.id %> inventory/cluster.yml --name mesos_follower_secret --vault-password-file vault.txt',
    },
  ]
  static override args = { file: Args.string({ required: true, description: 'what to encrypt, in place' }) }
  static override flags = {
    name: Flags.string({ summary: 'encrypt the values of this variable, not the whole file', helpValue: 'VARIABLE' }),
    'vault-password-file': readFlags['vault-password-file'],
  }

  async run(): Promise<ResultOf<'secrets encrypt'>> {
    const { file } = this.args
    const { name } = this.flags
    const password = await onePassword(this.flags)
    if (name === undefined) await encryptFile(file, password)
    const count = name === undefined ? 0 : await encryptInFile(file, name, password)
    const what = name === undefined ? file : `${count === 1 ? name : `${count} values of ${name}`} in ${file}`
    this.log(`encrypted ${what}`)
    return { file, ...(name === undefined ? {} : { name, count }) }
  }
}
