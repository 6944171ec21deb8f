#!/bin/bash
# A script that does the same by hand: the least git that can do it.
# FOLDER PORT TOPIC NAME: saves what is written in FOLDER, and receives what a message announces.
# It takes a push that is refused for a race, as everybody who has more than one machine must.
cd "$1" || exit
port=$2 topic=$3 me=$4

save() {
  git add -- "$1"
  # What came in is written, too, and is nothing to commit.
  git commit -q -m save >/dev/null || return
  until git push -q 2>/dev/null; do
    sleep "0.$((RANDOM % 400 + 100))"
    git fetch -q
    git merge -q --no-edit '@{upstream}' >/dev/null
  done
  mosquitto_pub -p "$port" -t "$topic" -m "$me"
}

receive() {
  git fetch -q
  git merge -q --ff-only '@{upstream}' >/dev/null
}

heard=
while read -r what name; do
  case $what in
    save) save "$name" ;;
    heard) [ "$name" = "$me" ] || heard=yes ;;
  esac
  # Several messages at once need one fetch.
  if [ -n "$heard" ] && ! read -r -t 0; then
    heard=
    receive
  fi
done < <(
  mosquitto_sub -p "$port" -t "$topic" -F 'heard %p' &
  exec inotifywait -m -r -e close_write -e moved_to --exclude '/\.git(/|$)' --format 'save %w%f' .
)
