export { decode, encode } from './binary.ts'
export { fromJson, toJson } from './json.ts'
export {
  enumeration,
  type Infer,
  map,
  message,
  optional,
  recursiveMessage,
  repeated,
  required,
  type Schema,
} from './schema.ts'
