import { type FileQuestion, file as fileFact } from '../../facts/files/file.ts'
import { type UnitQuestion, unitState } from '../../facts/units/unit-state.ts'
import { ask, type FactRequest, type Facts } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'
import { type FileWish, file, fileQuestion } from '../files/file.ts'

/** A file that a unit reads at its start, and what brings it about. `sha256`: of what it is to hold. */
export interface ReadFile {
  readonly operation: Operation
  readonly question: FileQuestion
  readonly sha256: (facts: Facts) => string
}

export const readFile = (wish: FileWish): ReadFile => ({
  operation: file(wish),
  question: fileQuestion(wish),
  sha256: () => wish.content.sha256,
})

export const askFor = (files: readonly ReadFile[]): readonly FactRequest[] =>
  files.map(({ question }) => ask(fileFact, question))

/** Names of those that somebody else has changed: nobody knows whether the unit has been started with what stands there now. */
export const altered = (files: readonly ReadFile[], facts: Facts): readonly string[] =>
  files
    .filter(({ question, sha256 }) => {
      const state = facts.get(fileFact, question)
      return state.kind !== 'file' || state.sha256 !== sha256(facts)
    })
    .map(({ question: { path } }) => path.slice(path.lastIndexOf('/') + 1))

/**
 * Comes before the files: a run that dies when they are as they should be would leave nothing by which the next one could tell that the unit may
 * still run with the others' text.
 */
export const startForgotten = (
  question: UnitQuestion,
  files: readonly ReadFile[],
  digest: (facts: Facts) => string,
  needs: readonly FactRequest[] = [],
): Operation => ({
  name: `units/start-forgotten ${question.unit}`,
  needs: [ask(unitState, question), ...askFor(files), ...needs],
  changes: facts => {
    const names = altered(files, facts)
    if (names.length === 0 || facts.get(unitState, question).startedWith !== digest(facts)) return []
    const why = `${question.unit} may have been started with another ${names.join(', ')}`
    return [{ kind: 'remove-path', path: question.record, recursive: false, why }]
  },
})
