import type { z } from 'zod'
import type { Secret } from './secret.ts'
import type { VariableName, variables } from './variables.ts'

type Read<Name extends VariableName> = z.output<(typeof variables)[Name]['schema']>

/** Mantl's variables of one host: templated, checked, with defaults. */
export type HostVariables = { readonly [Name in Exclude<VariableName, `ansible_${string}`>]: Read<Name> } & {
  readonly inventory_hostname: string
  readonly connection: Connection
  /** Names that the inventory (or -e) sets, in contrast to those that have their default. */
  readonly given: ReadonlySet<string>
}

/** How to reach a host. Unset port, user and key are for ~/.ssh/config to say. */
export type Connection = {
  readonly kind: 'ssh' | 'local'
  readonly address: string
  readonly port?: number
  readonly user?: string
  readonly privateKeyFile?: string
  readonly password?: Secret
  readonly become: {
    readonly enabled: boolean
    readonly user: string
    readonly method: 'sudo'
    readonly password?: Secret
  }
}
