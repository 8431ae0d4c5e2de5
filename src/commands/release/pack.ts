import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { buildRelease } from '../../provisioning/release/build-release.ts'
import { packRelease } from '../../provisioning/release/packed-release.ts'
import { cacheFolder } from '../../provisioning/run/run-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class ReleasePack extends BaseCommand<typeof ReleasePack> {
  static override summary = 'write the daemons as hosts get them into an archive, for mantl upgrade --to'
  static override description =
    'For machines without the sources, to roll out later, or to go back to. It holds no secret and nothing of an inventory.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --out /srv/releases/mantl.tar.gz',
  ]
  static override flags = {
    out: Flags.string({
      char: 'o',
      summary: 'the archive, a new file; default: named by version and architecture',
      helpValue: 'FILE',
    }),
    architecture: Flags.string({ summary: 'of the hosts, as uname -m says', default: 'x86_64', helpValue: 'NAME' }),
  }

  async run(): Promise<ResultOf<'release pack'>> {
    const { architecture } = this.flags
    const built = await buildRelease(architecture, cacheFolder(), false)
    const { version, digest } = built.release
    const file = this.flags.out ?? `mantl-${version}-${architecture}.tar.gz`
    await packRelease(built, architecture, file)
    this.log(`packed ${version} (${digest.slice(0, 12)}) into ${file}`)
    this.log(`try next:\n  ${this.palette.bold(`npx mantl upgrade INVENTORY --to ${file}`)}`)
    return { file, version, digest, architecture }
  }
}
