import { Args } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import MantlHelp from '../command-line/help.ts'

export default class HelpCommand extends BaseCommand<typeof HelpCommand> {
  static override summary = 'explain a command'
  static override usage = 'help [COMMAND]'
  static override examples = ['<%= config.bin %> help run', '<%= config.bin %> help tasks logs']
  static override strict = false
  static override args = { command: Args.string({ description: 'the command to explain; default: an overview' }) }

  async run(): Promise<void> {
    await new MantlHelp(this.config, this.config.pjson.oclif.helpOptions).showHelp([...this.rest])
  }
}
