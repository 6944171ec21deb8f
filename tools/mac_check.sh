#!/bin/bash
# For somebody with a Mac: in five minutes, whether the app does there what it does in the tests. Prints one report to
# paste. Works in a temporary folder and with a configuration of its own; changes nothing else.
#
#   tools/mac_check.sh [FOLDER OF THE RELEASE]
#   tools/mac_check.sh --unattended FOLDER REPORT    asks nothing; screenshots and the report go to REPORT
set -u

attended=yes
if [ "${1:-}" = --unattended ]; then
  attended=no
  shift
fi
release=${1:-dist/release}
work=$(mktemp -d /tmp/gsb-check.XXXXXX)
out=${2:-$work}
mkdir -p "$out"
report=$out/report.txt
: > "$report"
failed=0

say() { printf '%s\n' "$*" | tee -a "$report"; }
# check NAME COMMAND…: says whether the command succeeds.
check() {
  local name=$1
  shift
  if "$@" > "$work/said" 2>&1; then say "ok    $name"; else
    failed=1
    say "FAIL  $name: $(head -c 300 "$work/said" | tr '\n' ' ')"
  fi
}
# ask QUESTION: for what only the user can see.
ask() {
  [ "$attended" = yes ] || { say "?     $1: not asked"; return; }
  local answer
  read -r -p "$1 [y/n] " answer < /dev/tty
  if [ "$answer" = y ]; then say "ok    $1"; else
    failed=1
    say "FAIL  $1"
  fi
}
# until_true SECONDS COMMAND…
until_true() {
  local left=$1
  shift
  until "$@" > /dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 1
  done
}

say "macOS $(sw_vers -productVersion) $(uname -m), $(git --version)"
case $(uname -m) in arm64) processor=arm64 ;; *) processor=x86_64 ;; esac
zip=$(ls "$release"/*macos-"$processor".app.zip 2> /dev/null | head -n 1)
[ -n "$zip" ] || { say "FAIL  no app for $processor in $release"; exit 1; }
ditto -x -k "$zip" "$work"
app="$work/Git Sync Bar.app"
program="$app/Contents/MacOS/git-sync-bar"

check "the seal of the app" codesign --verify --deep --strict --verbose=2 "$app"
check "its identifier" sh -c "codesign -d --verbose=2 '$app' 2>&1 | grep -q '^Identifier=app.git-sync-bar'"
say "      Gatekeeper says: $(spctl --assess --verbose "$app" 2>&1 | tr '\n' ' ')"
say "      UUID: $(dwarfdump --uuid "$program" 2> /dev/null)"
check "--version" "$program" --version

# Two machines and a remote.
export GIT_CONFIG_GLOBAL=$work/gitconfig
git config --file "$GIT_CONFIG_GLOBAL" user.name check
git config --file "$GIT_CONFIG_GLOBAL" user.email check@localhost
git init -q --bare "$work/remote.git"
git clone -q "$work/remote.git" "$work/here" 2> /dev/null
git -C "$work/here" commit -q --allow-empty -m start
git -C "$work/here" push -q origin HEAD
git clone -q "$work/remote.git" "$work/there" 2> /dev/null
config=$work/config.json
printf '{"sync_dir": "%s", "sync_delay_seconds": 1, "sync_poll_seconds": 5}\n' "$work/here" > "$config"
status() { "$program" --status --config "$config"; }
up_to_date() { status | grep -q "^Up to date"; }
pids=()
start() {
  "$program" --config "$config" > "$work/app.log" 2>&1 &
  pids+=($!)
}
stop() {
  kill "${pids[${#pids[@]} - 1]}" 2> /dev/null
  wait "${pids[${#pids[@]} - 1]}" 2> /dev/null
}
# shellcheck disable=SC2154
trap 'for pid in "${pids[@]:-}"; do [ -z "$pid" ] || kill "$pid" 2> /dev/null; done' EXIT

for helper in script program; do
  export GIT_SYNC_BAR_TRAY=$helper
  start
  check "it starts (icon by $helper)" until_true 30 up_to_date
  # By then a helper that ends again and again is given up.
  sleep 15
  screencapture -x "$out/icon-$helper.png" 2> /dev/null || say "?     no screenshot"
  status > "$work/status" 2>&1
  check "no trouble with the icon ($helper)" sh -c "! grep -hi 'cannot show the icon' '$work/app.log' '$work/status'"
  ask "Is the icon in the menu bar, and does its menu open (icon by $helper)?"
  if [ "$helper" = script ]; then
    echo one > "$work/here/new.txt"
    check "a new file is sent" until_true 30 git -C "$work/remote.git" cat-file -e HEAD:new.txt
    (cd "$work/there" && git pull -q && echo two > other.txt && git add . && git commit -qm other && git push -q)
    check "a file of another machine arrives" until_true 30 test -f "$work/here/other.txt"
    mkfifo "$work/here/pipe"
    echo three > "$work/here/beside.txt"
    check "a named pipe does not stop it" until_true 30 git -C "$work/remote.git" cat-file -e HEAD:beside.txt
    rm "$work/here/pipe"
    # Editors must notice a file that arrives: a listener on the system's own events.
    npx -y deno@2.9.6 eval 'for await (const { paths } of Deno.watchFs(Deno.args[0])) console.log(paths.join())' \
      "$work/here" > "$work/heard" 2>&1 &
    pids+=($!)
    listener=$!
    sleep 5
    (cd "$work/there" && git pull -q && echo four > heard.txt && git add . && git commit -qm heard && git push -q)
    check "a file that arrives is told to other programs" until_true 30 grep -q heard.txt "$work/heard"
    kill "$listener" 2> /dev/null
    pids=("${pids[@]:0:${#pids[@]}-1}")
    check "a second start says that it runs" sh -c "'$program' --config '$config' 2>&1 | grep -qi already"
    ask "Open \"$app\" in the Finder with a double-click: does a notification or the menu show that it runs already?"
    ask "Did all notifications of Git Sync Bar look right?"
    [ "$attended" = no ] || {
      say "      waiting two minutes for App Nap; do not touch the Mac"
      sleep 120
      check "it was not put to sleep" sh -c "! grep -q 'Woke from sleep' '$HOME/Library/Logs/Git Sync Bar/git-sync-bar.log'"
    }
  fi
  stop
done
unset GIT_SYNC_BAR_TRAY

if [ "$attended" = yes ]; then
  check "it can start at login" "$program" --login-item on --config "$config"
  check "the file is a launch agent" plutil -lint "$HOME/Library/LaunchAgents/git-sync-bar.plist"
  ask "Is Git Sync Bar in System Settings › General › Login Items?"
  check "it no longer starts at login" "$program" --login-item off --config "$config"
  ask "If a remote or broker is in the local network: did macOS ask for Local Network once?"
fi

say ""
if [ "$failed" = 0 ]; then say "all ok"; else say "something failed"; fi
say "The report is in $report"
exit "$failed"
