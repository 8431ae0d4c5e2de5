import type { AuthorizationObject, Principal } from '../../http/types.ts'
import type { Framework, MasterState } from './state.ts'

/** Whether somebody may; everybody where there is no authorizer. What HTTP calls ask for themselves, transitions ask for frameworks and agents. */
export const may = (
  { settings }: MasterState,
  action: string,
  principal: string | undefined,
  object?: AuthorizationObject,
): boolean => settings.authorize?.(action, asPrincipal(principal), object) ?? true

export const asPrincipal = (value: string | undefined): Principal | undefined =>
  value === undefined ? undefined : { value }

/** Who a framework is to the authorizer. */
export const principalOf = ({ principal, info }: Pick<Framework, 'principal' | 'info'>): string | undefined =>
  principal ?? info.principal
