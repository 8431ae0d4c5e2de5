import { Command, Flags, type Interfaces } from '@oclif/core'
import { reportError } from './command-line/report-error.ts'
import { toMantlError } from './command-line/usage-error.ts'
import { coloursWanted } from './ui/terminal/colours.ts'
import { createPalette, type Palette } from './ui/terminal/palette.ts'

export type FlagsOf<C extends typeof Command> = Interfaces.InferredFlags<(typeof BaseCommand)['baseFlags'] & C['flags']>
export type ArgsOf<C extends typeof Command> = Interfaces.InferredArgs<C['args']>

/** Data goes to stdout, progress and errors to stderr; with --json one JSON value goes to stdout and nothing else. */
export abstract class BaseCommand<C extends typeof Command> extends Command {
  static override enableJsonFlag = true
  static override baseFlags = {
    verbose: Flags.boolean({ char: 'v', summary: 'say more', default: false, helpGroup: 'GLOBAL' }),
    json: Flags.boolean({ summary: 'print the result as one JSON value', default: false, helpGroup: 'GLOBAL' }),
  }

  protected flags!: FlagsOf<C>
  protected args!: ArgsOf<C>
  /** What stands behind `--` or, without it, the arguments that the command names. */
  protected rest: readonly string[] = []

  override async init(): Promise<void> {
    await super.init()
    const { flags, args, argv } = await this.parse({
      flags: this.ctor.flags,
      baseFlags: (super.ctor as typeof BaseCommand).baseFlags,
      args: this.ctor.args,
      strict: this.ctor.strict,
    })
    this.flags = flags as FlagsOf<C>
    this.args = args as ArgsOf<C>
    this.rest = argv as string[]
  }

  protected get palette(): Palette {
    return createPalette(coloursWanted(process.stdout) && !this.jsonEnabled())
  }

  protected get errorPalette(): Palette {
    return createPalette(coloursWanted(process.stderr) && !this.jsonEnabled())
  }

  /** How much a view says, and how wide it may be. */
  protected get planView(): { readonly verbose: boolean; readonly columns?: number } {
    const columns = process.stdout.columns ?? process.stderr.columns
    return { verbose: this.flags.verbose, ...(columns === undefined ? {} : { columns }) }
  }

  protected progress(line: string): void {
    if (!this.jsonEnabled()) process.stderr.write(`${line}\n`)
  }

  /** Every error that a command throws ends here, those of oclif's parser too. */
  override async catch(error: Interfaces.CommandError): Promise<unknown> {
    const { id = '', flags, baseFlags, strict } = this.ctor
    const command = {
      id: id.replaceAll(':', ' '),
      flags: Object.keys({ ...baseFlags, ...flags }),
      open: !strict,
    }
    const verbose = this.flags?.verbose ?? this.argv.includes('-v')
    reportError(toMantlError(error, command), { json: this.jsonEnabled(), verbose })
    return undefined
  }
}
