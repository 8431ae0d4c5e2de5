import { Help } from '@oclif/core'
import { knownIds, unknownCommand } from './unknown-command.ts'

/** Commands in the order in which they are met, not in the alphabet's. */
const order = ['plan', 'provision', 'destroy', 'status', 'run', 'tasks', 'credentials', 'completion', 'help']

const firstSteps: readonly (readonly [string, string])[] = [
  ['mantl provision inventory/laptop.yml', 'a cluster on this machine, in seconds'],
  ["mantl run --name hello -- 'echo hello'", 'run a command in it and see what it says'],
  ['mantl status', 'see what is there'],
]

/** The first screen teaches three commands; every other help is oclif's. */
export default class MantlHelp extends Help {
  override async showHelp(argv: string[]): Promise<void> {
    const words = argv.filter(word => !word.startsWith('-'))
    const ids = knownIds(this.config)
    if (words.length > 0 && !isKnown(words, ids)) throw unknownCommand(words, ids)
    await super.showHelp(argv)
  }

  override async showRootHelp(): Promise<void> {
    this.log('From an inventory to a running, Mesos-compatible cluster. To begin with:\n')
    for (const line of columns(firstSteps)) this.log(`  ${line}`)
    this.log('\nAll commands:\n')
    for (const line of columns(this.overview())) this.log(`  ${line}`)
    this.log(
      '\n`mantl help COMMAND` explains one. All take --json. Guides are in docs/, the first is docs/getting-started.md.',
    )
  }

  private overview(): (readonly [string, string])[] {
    const rank = (id: string) => (order.indexOf(id.split(':')[0]!) + 1 || order.length + 1) * 100
    return this.config.commands
      .filter(({ hidden }) => !hidden)
      .sort((a, b) => rank(a.id) - rank(b.id) || a.id.localeCompare(b.id))
      .map(({ id, summary = '' }) => [`mantl ${id.replaceAll(':', ' ')}`, summary])
  }
}

const isKnown = ([first, second]: readonly string[], ids: readonly string[]) =>
  ids.includes(`${first} ${second}`) || (second === undefined ? ids.includes(first!) : isCommand(first!, ids))

/** A topic is no command: what follows it must be one. */
const isCommand = (first: string, ids: readonly string[]) =>
  ids.includes(first) && !ids.some(id => id.startsWith(`${first} `))

const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`)
}
