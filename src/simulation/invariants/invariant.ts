import type { AgentNode } from '../agent/agent.ts'
import type { Ensemble } from '../ensemble/ensemble.ts'
import type { FrameworkNode } from '../framework/framework.ts'
import type { LeaderNode } from '../leader/leader.ts'
import type { Plan } from '../plan.ts'
import type { Watch } from '../watch.ts'

/** What checks may look at: everything. */
export interface Truth {
  readonly plan: Plan
  readonly ensemble: Ensemble
  readonly leaders: readonly LeaderNode[]
  readonly agents: readonly AgentNode[]
  readonly frameworks: readonly FrameworkNode[]
}

/** Says that something is wrong. `subjects`: the ids whose history tells why. */
export type Report = (message: string, subjects: readonly string[]) => void

/** One thing that must always hold. It may keep its own memory of the run; each hook is cheap: it looks at what the event touched. */
export interface Invariant extends Partial<Omit<Watch, 'threw'>> {
  /** Looks at everything, now and then. */
  sweep?(): void
  /** Faults have ended, and all has had its time to settle. */
  end?(): void
}

export interface InvariantKind {
  readonly name: string
  /** What must hold, as a sentence. */
  readonly says: string
  readonly create: (truth: Truth, report: Report) => Invariant
}
