import { Command, Flags, type Interfaces } from '@oclif/core'
import { exitCode, MantlError } from './errors.ts'
import { createPalette, type Palette } from './ui/terminal/palette.ts'

export type FlagsOf<C extends typeof Command> = Interfaces.InferredFlags<(typeof BaseCommand)['baseFlags'] & C['flags']>
export type ArgsOf<C extends typeof Command> = Interfaces.InferredArgs<C['args']>

/** Data goes to stdout, progress and errors to stderr; with --json one JSON value goes to stdout and nothing else. */
export abstract class BaseCommand<C extends typeof Command> extends Command {
  static override enableJsonFlag = true
  static override baseFlags = {
    verbose: Flags.boolean({ char: 'v', summary: 'say more', default: false, helpGroup: 'GLOBAL' }),
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
    return createPalette(this.colours(process.stdout))
  }

  protected get errorPalette(): Palette {
    return createPalette(this.colours(process.stderr))
  }

  protected progress(line: string): void {
    if (!this.jsonEnabled()) process.stderr.write(`${line}\n`)
  }

  private colours(stream: NodeJS.WriteStream): boolean {
    return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb' && !this.jsonEnabled()
  }

  /** The one place where errors are printed. */
  override async catch(error: Interfaces.CommandError): Promise<unknown> {
    const known = error as unknown
    if (!(known instanceof MantlError)) return super.catch(error)
    process.exitCode = exitCodeOf(known)
    if (this.jsonEnabled()) {
      this.logJson(this.toErrorJson(known))
      return undefined
    }
    const { red, dim } = this.errorPalette
    process.stderr.write(`${red('error')}: ${known.message}\n`)
    if (known.hint !== undefined) process.stderr.write(`${dim('hint')}:  ${known.hint}\n`)
    if (this.flags?.verbose && known.cause !== undefined)
      process.stderr.write(`${dim(String((known.cause as Error).stack ?? known.cause))}\n`)
    return undefined
  }

  protected override toErrorJson(error: unknown): unknown {
    if (!(error instanceof MantlError)) return super.toErrorJson(error)
    const { code, message, hint, retryable } = error
    return { error: { code, message, ...(hint === undefined ? {} : { hint }), retryable } }
  }
}

const exits: readonly (readonly [RegExp, number])[] = [
  [/^(inventory|usage)\./, exitCode.usage],
  [/^lock\.held$/, exitCode.locked],
  [/^(ssh\.|leader\.unreachable|hosts\.unreachable)/, exitCode.unreachable],
  [/\.interrupted$/, exitCode.interrupted],
  [/^hosts\.failed$/, exitCode.someHostsFailed],
]

export const exitCodeOf = ({ code }: MantlError): number =>
  exits.find(([pattern]) => pattern.test(code))?.[1] ?? exitCode.failed
