import { forbidden, okEmpty, refusal } from '../../../../http/answer.ts'
import type { ResourceProviderInfo } from '../../../../mesos/messages/resource-provider-info.ts'
import type { Calls, HandleCall, OperatorHttp } from './context.ts'

/** There are no resource providers here: none can be added, and what is not there can't be changed. Removing it is done. */
export const resourceProviderCalls = ({ authorize }: OperatorHttp): Calls => {
  const modifying =
    (handle: HandleCall): HandleCall =>
    asked =>
      authorize('MODIFY_RESOURCE_PROVIDER_CONFIG', asked.request.principal) ? handle(asked) : forbidden()
  return {
    ADD_RESOURCE_PROVIDER_CONFIG: modifying(({ call }) => refusal(400, noneHere(call.add_resource_provider_config!))),
    UPDATE_RESOURCE_PROVIDER_CONFIG: modifying(({ call }) => {
      const { type, name } = call.update_resource_provider_config!.info
      return refusal(409, `Resource provider with type '${type}' and name '${name}' does not exist`)
    }),
    REMOVE_RESOURCE_PROVIDER_CONFIG: modifying(() => okEmpty),
    MARK_RESOURCE_PROVIDER_GONE: ({ call, request }) => {
      if (!authorize('MARK_RESOURCE_PROVIDER_GONE', request.principal)) return forbidden()
      const { value } = call.mark_resource_provider_gone!.resource_provider_id
      return refusal(404, `Resource provider ${value} cannot be found`)
    },
  }
}

const noneHere = ({ info: { type, name } }: { readonly info: ResourceProviderInfo }): string =>
  `Failed to validate resource provider config with type '${type}' and name '${name}': this agent has no resource providers`
