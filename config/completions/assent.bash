# bash completion for assent. Codes and grants come from the daemon, as far as one may see them.
_assent() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local command='' i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case ${COMP_WORDS[i]} in
      --socket | --config) ((++i)) ;;
      -*) ;;
      *) command=${COMP_WORDS[i]}; break ;;
    esac
  done
  local choices=''
  case $previous in
    --socket | --config)
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return
      ;;
    --reason | --comment | --uses | --start-within | --max-runtime | --timeout | --after | --limit) return ;;
  esac
  case $command in
    '') choices='pending watch show status wait cancel approve deny grants revoke log help --help --version --socket --config' ;;
    approve) choices="--reason --uses --start-within --max-runtime --yes --json $(assent pending -q 2>/dev/null)" ;;
    deny) choices="--reason --json $(assent pending -q 2>/dev/null)" ;;
    show | status | cancel) choices="--json $(assent pending -q 2>/dev/null)" ;;
    wait) choices="--timeout --json $(assent pending -q 2>/dev/null)" ;;
    revoke) choices="--reason --json $(assent grants -q 2>/dev/null)" ;;
    pending) choices='--json --quiet' ;;
    grants) choices='--all --json --quiet' ;;
    watch) choices='--json' ;;
    log) choices='--after --limit --json' ;;
    help) choices=$(assent help 2>/dev/null | sed -n 's/^  \([A-Z_]*\) .*/\1/p') ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}
complete -F _assent assent
