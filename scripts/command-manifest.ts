import { join } from 'node:path'
import { Plugin } from '@oclif/core'

/** What oclif.manifest.json is to hold, made from the commands themselves: what the file holds now is not looked at. In the order of their names. */
export const commandManifest = async (): Promise<string> => {
  const plugin = new Plugin({
    root: join(import.meta.dirname, '..'),
    ignoreManifest: true,
    errorOnManifestCreate: true,
  })
  await plugin.load()
  const { commands, ...rest } = plugin.manifest
  const sorted = Object.fromEntries(Object.entries(commands).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ commands: sorted, ...rest }, null, 2)}\n`
}
