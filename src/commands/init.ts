import { writeFile } from 'node:fs/promises'
import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { ask, canAsk } from '../command-line/ask.ts'
import { MantlError, reasonOf } from '../errors.ts'
import { isHostText, newInventory } from '../inventory/new-inventory.ts'
import type { ResultOf } from '../results/catalog.ts'

export default class Init extends BaseCommand<typeof Init> {
  static override summary = 'write an inventory, from flags or from your answers'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> cluster.yml --leaders n1=10.0.0.11,n2=10.0.0.12,n3=10.0.0.13 --followers n4=10.0.0.14',
  ]
  static override args = {
    file: Args.string({ default: 'cluster.yml', description: 'what to write; never one that exists' }),
  }
  static override flags = {
    leaders: Flags.string({
      summary: 'hosts that lead, NAME or NAME=ADDRESS, with commas between; one, three or five',
    }),
    followers: Flags.string({ summary: 'hosts that run the tasks; leaders among them do both' }),
    user: Flags.string({ summary: 'whom to log in as; default: as ~/.ssh/config says' }),
    cluster: Flags.string({ summary: 'name of the cluster', default: 'mantl' }),
  }

  async run(): Promise<ResultOf<'init'>> {
    const { cluster } = this.flags
    const leaders = hosts(
      '--leaders',
      this.flags.leaders ?? (await this.ask('hosts that lead (one, three or five, commas between)')),
    )
    const followers = hosts('--followers', this.flags.followers ?? (await this.ask('hosts that run the tasks')))
    const asked = this.flags.leaders === undefined
    const user = this.flags.user ?? (asked ? await this.ask('whom to log in as (empty: as ~/.ssh/config says)') : '')
    const { file } = this.args
    await writeFile(file, newInventory({ file, cluster, leaders, followers, user: user === '' ? undefined : user }), {
      flag: 'wx',
    }).catch(cause => {
      throw new MantlError('inventory.unreadable', `${file} cannot be written: ${reasonOf(cause)}`, { cause })
    })
    this.log(`wrote ${file}`)
    this.log(`try next:\n  ${this.palette.bold(`npx mantl plan ${file} --accept-new-host-keys`)}`)
    return { file, leaders, followers }
  }

  private async ask(question: string): Promise<string> {
    if (!canAsk() || this.jsonEnabled())
      throw new MantlError('usage.flags', 'there is no terminal to ask on', { hint: 'say --leaders and --followers' })
    return ask(`${question}: `)
  }
}

const hosts = (flag: string, text: string): readonly string[] => {
  const all = text.split(/[\s,]+/).filter(host => host !== '')
  const wrong = all.find((host, index) => !isHostText(host) || all.indexOf(host) < index)
  if (all.length > 0 && wrong === undefined) return all
  throw new MantlError(
    'usage.hosts',
    wrong === undefined ? `${flag} names no host` : `${flag} ${wrong} is no host, or stands there twice`,
    {
      hint: `for example ${flag} n1=10.0.0.11,n2=10.0.0.12`,
    },
  )
}
