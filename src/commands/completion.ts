import { Args } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { bashScript } from '../command-line/completion/bash.ts'
import { completable } from '../command-line/completion/commands.ts'
import { fishScript } from '../command-line/completion/fish.ts'
import { zshScript } from '../command-line/completion/zsh.ts'
import type { ResultOf } from '../results/catalog.ts'

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const

export default class Completion extends BaseCommand<typeof Completion> {
  static override summary = 'print a script that completes mantl’s commands and flags in your shell'
  static override examples = [
    { description: 'in ~/.bashrc', command: 'eval "$(<%= config.bin %> completion bash)"' },
    { description: 'in ~/.zshrc, after compinit', command: 'source <(<%= config.bin %> completion zsh)' },
    { description: 'in ~/.config/fish/config.fish', command: '<%= config.bin %> completion fish | source' },
  ]
  static override args = {
    shell: Args.string({ required: true, description: 'bash, zsh or fish', options: Object.keys(scripts) }),
  }

  async run(): Promise<ResultOf<'completion'>> {
    const shell = this.args.shell as keyof typeof scripts
    const script = scripts[shell](completable(this.config.commands))
    if (!this.jsonEnabled()) process.stdout.write(script)
    return { shell, script }
  }
}
