import { BaseCommand } from '../../base-command.ts'
import { inventorySchema } from '../../inventory/json-schema.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class InventorySchema extends BaseCommand<typeof InventorySchema> {
  static override summary = 'print a JSON Schema with which editors complete and check inventories'
  static override description =
    'Write it to a file and name that in the inventory’s first line, as the YAML language server reads it: # yaml-language-server: $schema=mantl.schema.json'
  static override examples = ['<%= config.bin %> <%= command.id %> > mantl.schema.json']

  async run(): Promise<ResultOf<'inventory schema'>> {
    const schema = inventorySchema()
    this.log(JSON.stringify(schema, null, 2))
    return schema
  }
}
