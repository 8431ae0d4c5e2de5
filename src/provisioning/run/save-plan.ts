import { randomBytes } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { MantlError, reasonOf } from '../../errors.ts'
import { basisOf, sealedChanges } from '../saved/basis.ts'
import { parseSavedPlan, type SavedPlan } from '../saved/saved-plan.ts'
import { createSealer } from '../saved/seal.ts'
import { requestsOf } from './observe.ts'
import type { PlannedRun } from './provision.ts'

export interface SaveOptions {
  /** Absolute. */
  readonly inventory: string
  readonly extraVariables: readonly string[]
  /** The plan as people read it, without secrets. */
  readonly shown: unknown
}

/** The plan as a value that can be carried out later, on hosts that are still as they were. */
export const savedPlanOf = ({ plan, observed }: PlannedRun, options: SaveOptions): SavedPlan => {
  const salt = randomBytes(16).toString('hex')
  const seal = createSealer(salt)
  return {
    format: 'mantl-plan',
    version: 1,
    made: new Date().toISOString(),
    by: userInfo().username,
    inventory: options.inventory,
    extraVariables: options.extraVariables.map(nameOnly),
    salt,
    hosts: Object.fromEntries(
      observed.hosts.map(({ planned }) => [
        planned.host,
        {
          facts: basisOf(requestsOf(planned), planned.facts, seal),
          changes: [...sealedChanges(plan, planned.host, seal)],
        },
      ]),
    ),
    plan: options.shown,
  }
}

/** `-e name=value` may be a secret, `-e @file` is not. */
const nameOnly = (argument: string): string =>
  argument.startsWith('@') ? argument : argument.trimStart().startsWith('{') ? '{…}' : argument.replace(/=.*/s, '')

/** Whole or not at all, for its owner alone. Throws MantlError `plan.unwritable`. */
export const writePlanFile = async (file: string, saved: SavedPlan): Promise<void> => {
  const draft = `${file}.${process.pid}.new`
  try {
    await writeFile(draft, `${JSON.stringify(saved, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' })
    await rename(draft, file)
  } catch (cause) {
    await rm(draft, { force: true })
    throw new MantlError('plan.unwritable', `cannot write ${file}: ${reasonOf(cause)}`, { cause })
  }
}

/** Throws MantlError `plan.unreadable`. */
export const readPlanFile = async (file: string): Promise<SavedPlan> => {
  const text = await readFile(file, 'utf8').catch(cause => {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new MantlError('plan.unreadable', missing ? `there is no file ${file}` : `cannot read ${file}`, {
      cause,
      hint: `make one: mantl plan INVENTORY --out ${file}`,
    })
  })
  return parseSavedPlan(text, file)
}
