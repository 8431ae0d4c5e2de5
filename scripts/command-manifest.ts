import { join } from 'node:path'
import { Plugin } from '@oclif/core'

/** What oclif.manifest.json is to hold, made from the commands themselves: what the file holds now is not looked at. */
export const commandManifest = async (): Promise<string> => {
  const plugin = new Plugin({
    root: join(import.meta.dirname, '..'),
    ignoreManifest: true,
    errorOnManifestCreate: true,
  })
  await plugin.load()
  return `${JSON.stringify(plugin.manifest, null, 2)}\n`
}
