import type { ProcessRef } from '../linux/process-tree.ts'
import type { Container } from './container.ts'
import type { SpecProcess } from './launch-spec.ts'

/** How far a container is, with Mesos' words (containerizer.md 1). */
export type Progress = 'STARTING' | 'PROVISIONING' | 'PREPARING' | 'ISOLATING' | 'FETCHING' | 'RUNNING' | 'DESTROYING'

/** What the containerizer knows of a container that it has. */
export interface Box {
  readonly id: string
  progress: Progress
  /** It is to be destroyed: its launch goes no further. */
  cancelled: boolean
  /** Over when its first process is on its way, or the launch has failed or was cancelled. */
  launching?: Promise<void>
  limited: boolean
  /** How often its first process was looked at. */
  looks?: number
  /** Nothing was prepared for it that is to be undone; absent: its records tell. */
  unprepared?: true
  destroying?: Promise<void>
  process?: ProcessRef
  facts?: BoxFacts
  /** Frees its place among those that start; absent: it has none. */
  freeStart?: () => void
}

/** What a later follower must know of a container too: on disk beside its records before anything of it exists. */
export interface BoxFacts {
  /** Without its parent, which has its own, and without what may be secret. */
  readonly container: Omit<Container, 'parent' | 'pid' | 'volumeImages'>
  /** Whose bundle crun has for it: its own, or of the container that it has joined. Absent: no crun is there. */
  readonly bundle?: string
  /** What those that join it start with. */
  readonly process: Pick<SpecProcess, 'cwd' | 'additionalGids' | 'capabilities' | 'noNewPrivileges'>
}

export const newBox = (id: string): Box => ({ id, progress: 'STARTING', cancelled: false, limited: false })

export const factsText = (facts: BoxFacts): string => JSON.stringify(facts)

/** `undefined`: half-written, or of another release. */
export const parseFacts = (text: string | undefined): BoxFacts | undefined => {
  try {
    const facts = JSON.parse(text ?? '') as BoxFacts
    return typeof facts.container?.kind === 'string' && typeof facts.process?.cwd === 'string' ? facts : undefined
  } catch {
    return undefined
  }
}
