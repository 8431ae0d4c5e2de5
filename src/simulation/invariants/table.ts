import { acknowledged } from './acknowledged.ts'
import { books } from './books.ts'
import { connections } from './connections.ts'
import { converged } from './converged.ts'
import { drained } from './drained.ts'
import { durable } from './durable.ts'
import { gone } from './gone.ts'
import { indexes } from './indexes.ts'
import type { InvariantKind } from './invariant.ts'
import { machines } from './machines.ts'
import { outcomes } from './outcomes.ts'
import { quotas } from './quotas.ts'
import { registry } from './registry.ts'
import { reserved } from './reserved.ts'
import { said } from './said.ts'
import { settled } from './settled.ts'
import { volumes } from './volumes.ts'

/** All that must hold. */
export const invariants: readonly InvariantKind[] = [
  books,
  indexes,
  connections,
  registry,
  durable,
  gone,
  drained,
  machines,
  acknowledged,
  outcomes,
  quotas,
  reserved,
  said,
  volumes,
  converged,
  settled,
]
