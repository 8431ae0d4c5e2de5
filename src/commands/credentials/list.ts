import { BaseCommand } from '../../base-command.ts'
import { lastInventory } from '../../cluster/known-clusters.ts'
import { listCredentials } from '../../inventory/list-credentials.ts'
import { loadInventory } from '../../inventory/sources/load.ts'
import { inventoryFlags } from '../../provisioning/run/credential-flags.ts'
import { vaultPasswords } from '../../provisioning/run/vault-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { table } from '../../ui/terminal/table.ts'

export default class CredentialsList extends BaseCommand<typeof CredentialsList> {
  static override summary = 'list who may log in to the cluster, as the inventory has it; never a secret'
  static override examples = [
    '<%= config.bin %> <%= command.id %> -i inventory/cluster.yml --vault-password-file vault.txt',
  ]
  static override flags = inventoryFlags

  async run(): Promise<ResultOf<'credentials list'>> {
    const file = this.flags.inventory ?? (await lastInventory())
    const inventory = await loadInventory(file, { vaultPasswords: await vaultPasswords(this.flags) })
    const credentials = listCredentials(inventory)
    const rows = credentials.map(({ whose, principal, secrets, clear, owner, place }) => [
      principal,
      whose === 'other' ? 'framework or operator' : whose,
      String(secrets),
      clear ? 'clear text' : 'encrypted',
      owner,
      `${place.file}:${place.line}`,
    ])
    if (rows.length === 0) this.log('nobody: the inventory names no credentials, so the cluster asks for none')
    else
      for (const line of table(['PRINCIPAL', 'WHOSE', 'SECRETS', 'STORED', 'FOR', 'WHERE'], rows, { right: [2] }))
        this.log(line)
    const rotating = credentials.filter(({ secrets }) => secrets > 1)
    for (const { principal } of rotating)
      this.log(
        `${principal} may log in with an old secret still: mantl credentials remove framework --principal ${principal} --old`,
      )
    return { inventory: file, credentials }
  }
}
