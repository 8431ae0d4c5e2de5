import { join } from 'node:path'
import { Config } from '@oclif/core'

/** What oclif.manifest.json is to hold, made from the commands themselves. */
export const commandManifest = async (): Promise<string> => {
  const root = join(import.meta.dirname, '..')
  const config = await Config.load({ root, ignoreManifest: true } as Parameters<typeof Config.load>[0])
  const [plugin] = [...config.plugins.values()] as unknown as { readonly manifest: unknown }[]
  return `${JSON.stringify(plugin?.manifest, null, 2)}\n`
}
