# What a run's shell on a test host does before each command: it counts, and at the armed point it says so and waits for orders.
# Points, each kind counted from 1 over the whole run:
#   begin N   step N has not begun      within N  before the Nth command inside of steps      end N  step N is over and not yet told
# A step is what batch-script.ts makes of one change, or an upload. `armed` holds one point; `points` gets a line for each; `reached` and
# `go` are FIFOs, so that nothing depends on time.
set -o posix -o functrace
unset BASH_ENV
fault_folder=/var/lib/ext4/faults
fault_in=${FAULT_UPLOAD:-}
unset FAULT_UPLOAD

fault_point() {
  local status=$1 kind number armed order
  case $BASH_COMMAND in
    "printf '\\036' 1>&2") kind=begin fault_in=1 ;;
    'r=$?') kind=end ;;
    *) kind=within ;;
  esac
  [ -n "$fault_in" ] || return 0
  [ "$kind" != end ] || fault_in=
  number=0
  read -r number 2>/dev/null < "$fault_folder/$kind" || :
  number=$((number + 1))
  echo "$number" > "$fault_folder/$kind"
  printf '%s %s %s %s\n' "$kind" "$number" "$status" "${BASH_COMMAND%%$'\n'*}" >> "$fault_folder/points"
  read -r armed < "$fault_folder/armed" || return 0
  [ "$armed" = "$kind $number" ] || return 0
  # both ends of a pipeline may come to the same number
  mkdir "$fault_folder/claimed" 2>/dev/null || return 0
  echo "$armed" > "$fault_folder/reached"
  read -r order < "$fault_folder/go" || :
  eval "$order"
}

trap 'fault_point "$?"' DEBUG
