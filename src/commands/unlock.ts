import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { confirm } from '../command-line/confirm.ts'
import { MantlError } from '../errors.ts'
import { judge } from '../provisioning/run/judge.ts'
import { prepare } from '../provisioning/run/prepare.ts'
import { observeOptions, prepareOptions, runFlags } from '../provisioning/run/run-flags.ts'
import { type HeldLock, lookAtLocks } from '../provisioning/run/unlock.ts'
import type { ResultOf } from '../results/catalog.ts'
import { table } from '../ui/terminal/table.ts'

export default class Unlock extends BaseCommand<typeof Unlock> {
  static override summary = 'show who holds the hosts’ locks, and break them'
  static override description =
    'A lock goes with its run, even when that was killed. What is left is a run that hangs, or one whose host never learnt that the connection is gone. The command that it is at may end; it begins no other.'
  static override examples = ['<%= config.bin %> <%= command.id %> inventory/cluster.yml']
  static override args = {
    inventory: Args.string({
      required: true,
      description: 'a file, folder, program or Terraform state, or - for standard input',
    }),
  }
  static override flags = { ...runFlags, yes: Flags.boolean({ char: 'y', summary: 'do not ask', default: false }) }

  async run(): Promise<ResultOf<'unlock'>> {
    const prepared = await prepare(await prepareOptions(this.args.inventory, this.flags))
    const locks = await lookAtLocks(prepared, observeOptions(this.flags))
    try {
      for (const line of lockLines(locks.held)) this.log(line)
      if (locks.held.length > 0) await this.confirm(locks.held.length)
      await Promise.all(locks.held.map(lock => lock.break()))
      if (locks.held.length > 0) this.log(this.palette.green('unlocked'))
      judge(locks.looked)
      return { unlocked: locks.held.map(({ host, owner }) => ({ host, ...owner })) }
    } finally {
      await locks.close()
    }
  }

  private confirm(count: number): Promise<void> {
    return confirm(
      {
        text: `end these runs and break ${count === 1 ? 'the lock' : `${count} locks`}`,
        yes: this.flags.yes,
        json: this.jsonEnabled(),
        command: 'unlock',
      },
      new MantlError('unlock.declined', 'no lock was broken'),
    )
  }
}

const lockLines = (held: readonly HeldLock[]): string[] =>
  held.length === 0
    ? ['no run holds a lock']
    : table(
        ['HOST', 'WHO', 'SINCE', 'COMMAND'],
        held.map(({ host, owner: { user = '?', machine = '?', since = '?', command = '?' } }) => [
          host,
          `${user}@${machine}`,
          since,
          command,
        ]),
      )
