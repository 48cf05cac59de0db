# Runs a script command by command in this one shell: a command is the shortest run of lines that parses by itself.
# Each is announced and ended by a marker, so that what it printed can be told apart. The first command that fails
# ends the run. The loop is not in a function, or `declare` in a script would be local to it. The runner gives all this
# to `bash -c` as one line (so every line here ends a statement), and each command is evaluated below as many empty
# lines as stand above it in the script: so the shell names itself `bash` and counts lines as the script does.
exec 2>&1;
__pr_frame=$'\036'"$1"; __pr_file=$2; set --;
__pr_lines=(); while IFS= read -r __pr_l || [[ -n $__pr_l ]]; do __pr_lines+=("$__pr_l"); done < "$__pr_file";
__pr_text=; __pr_from=1; __pr_i=0; __pr_n=${#__pr_lines[@]}; __pr_x=; __pr_above=;
unset __pr_l;
while [[ $__pr_i -lt $__pr_n ]]; do
  __pr_text+=${__pr_lines[__pr_i]}$'\n'; __pr_i=$((__pr_i + 1));
  if [[ ! $__pr_text =~ [^[:space:]] ]]; then __pr_above+=$'\n'; __pr_text=; __pr_from=$((__pr_i + 1)); continue; fi;
  if [[ $__pr_i -lt $__pr_n && $__pr_text =~ (^|[^\\])(\\\\)*\\$'\n'$ ]]; then continue; fi;
  if [[ $__pr_i -lt $__pr_n ]] && ! eval "__pr_probe() {"$'\n'"$__pr_text"$'\n'"}" 2>/dev/null; then continue; fi;
  unset -f __pr_probe;
  printf '%sc %d %d\036' "$__pr_frame" "$__pr_from" "$__pr_i";
  eval "${__pr_x:+set -x;}$__pr_above$__pr_text";
  { __pr_status=$?; [[ $- == *x* ]] && __pr_x=1 || __pr_x=; set +x; } 2>/dev/null;
  printf '%sx %d %d\036' "$__pr_frame" "$__pr_status" "$__pr_from";
  __pr_above+=${__pr_text//[!$'\n']/}; __pr_text=; __pr_from=$((__pr_i + 1));
  if [[ $__pr_status -ne 0 ]]; then break; fi;
done;
exit "${__pr_status:-0}"
