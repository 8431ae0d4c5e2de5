import { type FactKind, type Facts, requestId } from '../../src/provisioning/model/fact.ts'
import type { Others } from '../../src/provisioning/model/operation.ts'

/** Facts as a test states them; a question that it does not answer is answered as a bare host would. */
export const statedFacts = (stated: readonly (readonly [FactKind<any, any>, unknown, unknown])[] = []): Facts => {
  const answers = new Map(stated.map(([fact, args, value]) => [requestId({ fact, args }), value]))
  return {
    get: (fact, args) => {
      const id = requestId({ fact, args })
      return (answers.has(id) ? answers.get(id) : bare[fact.name]) as never
    },
  }
}

const bare: Readonly<Record<string, unknown>> = {
  'files/file': { kind: 'absent' },
  'files/credentials-file': [],
  'packages/installed': new Map(),
  'accounts/account': false,
  'units/unit-state': { active: false, enabled: false },
  'units/foreign-unit': { active: false, enabled: false },
  'host/left-behind': { there: [], made: [] },
  'releases/release-state': { installed: false, blobs: new Set() },
}

/** A run of one host. */
export const noOthers: Others = { takesPart: () => false, get: () => undefined }
