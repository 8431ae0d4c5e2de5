import type { FlagSpec } from '../../../runtime/flag-spec.ts'
import { flag, later } from './flag.ts'

/** Who may do what: a part of the follower’s flags. */
export const accessFlags = [
  flag({ name: 'credential', type: 'path', meaning: 'file with our principal and secret' }),
  flag({ name: 'authenticatee', type: 'string', default: 'crammd5', meaning: 'the only one there is' }),
  flag({ name: 'acls', type: 'json', meaning: later, refused: later }),
  flag({ name: 'authorizer', type: 'string', default: 'local', meaning: 'the only one there is' }),
  flag({ name: 'http_authenticators', type: 'string', meaning: 'basic is the only one there is' }),
  flag({
    name: 'authenticate_http_readonly',
    type: 'boolean',
    default: 'false',
    meaning: 'reading over HTTP needs a credential',
  }),
  flag({
    name: 'authenticate_http_readwrite',
    type: 'boolean',
    default: 'false',
    meaning: 'changing over HTTP needs a credential',
  }),
  flag({
    name: 'authenticate_http_executors',
    type: 'boolean',
    default: 'false',
    meaning: 'executors that call over HTTP need the token that they find in their environment; needs --jwt_secret_key',
  }),
  flag({
    name: 'jwt_secret_key',
    aliases: ['executor_secret_key'],
    type: 'path',
    meaning: "file of the key that executors' tokens are signed with, its content as it is",
  }),
  flag({ name: 'http_credentials', type: 'path', meaning: 'file of the principals that may call over HTTP' }),
  flag({ name: 'firewall_rules', type: 'json', meaning: 'endpoints that are closed' }),
  flag({
    name: 'http_executor_domain_sockets',
    type: 'boolean',
    default: 'false',
    meaning: 'executors find the executor API on a socket in the file system too: MESOS_DOMAIN_SOCKET',
  }),
  flag({
    name: 'domain_socket_location',
    type: 'path',
    meaning: 'where that socket is, in less than 108 characters; agent.sock in --runtime_dir where absent',
  }),
] as const satisfies readonly FlagSpec[]
