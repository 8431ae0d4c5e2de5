import type { HealthCheck } from '../mesos/messages/command.ts'

/** What to run, how often, and with how much. */
export interface RunRequest {
  readonly name: string
  /** One text for sh, or an argument vector; an empty one: what the image says. */
  readonly command: string | readonly string[]
  readonly count: number
  readonly cpus: number
  /** Megabytes. */
  readonly mem: number
  readonly role: string
  readonly user: string
  readonly env: Readonly<Record<string, string>>
  readonly uris: readonly string[]
  /** Name of the Docker or OCI image that it runs in. */
  readonly image?: string
  /** How the agent looks after the tasks. */
  readonly health?: HealthCheck
  /** The framework outlives the command: nobody waits for the tasks' ends. */
  readonly detach: boolean
}

/** How frameworks of `mantl run` call themselves; `mantl tasks kill` may act for these alone. */
export const frameworkName = 'mantl run'

export const seconds = { week: 7 * 24 * 3600, patience: 60 } as const
