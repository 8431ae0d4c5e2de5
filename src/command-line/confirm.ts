import { createInterface } from 'node:readline/promises'
import { MantlError } from '../errors.ts'

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
  if (!process.stdin.isTTY || json) {
    throw new MantlError('usage.confirmation', `${command} asks, and there is nobody to ask`, { hint: 'say --yes' })
  }
  const questions = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await questions.question(`${text}? [y/N] `)
  questions.close()
  if (!/^y(es)?$/i.test(answer.trim())) throw declined
}
