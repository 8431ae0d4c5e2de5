import { MantlError } from '../errors.ts'
import { ask, canAsk } from './ask.ts'

export interface Question {
  /** Without a question mark: `carry out these 3 removals`. */
  readonly text: string
  /** Said in advance, by --yes. */
  readonly yes: boolean
  readonly json: boolean
  /** The command's name, for the error. */
  readonly command: string
}

/** Throws `usage.confirmation` when there is nobody to ask, and `declined` when the answer is no. */
export const confirm = async ({ text, yes, json, command }: Question, declined: MantlError): Promise<void> => {
  if (yes) return
  if (!canAsk() || json) {
    throw new MantlError('usage.confirmation', `${command} asks, and there is nobody to ask`, { hint: 'say --yes' })
  }
  if (!/^y(es)?$/i.test(await ask(`${text}? [y/N] `))) throw declined
}
