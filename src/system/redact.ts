// Removes secrets from a text for the user or the log. Pure. The text comes from outside and may be long: all of
// this takes linear time.

/**
 * Returns the text without passwords and tokens: in URLs (where the name may be a token, too, but not for ssh),
 * in authorization headers, as the value of a key with such a name, and tokens in the form of a git host.
 */
export function redact(text: string): string {
  return withoutLogins(text)
    // git:// has no login, so git takes one for a part of the host's name.
    .replace(/(unable to look up )[^\s@]+@/g, "$1***@")
    .replace(/(authorization: *).+/gi, "$1***")
    .replace(/((?:token|secret|passwd|password|api_?key)=)[^\s&'"]+/gi, "$1***")
    .replace(/\b(?:gh[oprsu]_|github_pat_|glpat-)[\w-]{10,}/g, "***");
}

/** Characters before `://` among which `ssh` is looked for. */
const SCHEME_CHARACTERS = 21;

function withoutLogins(text: string): string {
  const loginEnd = loginFinder(text);
  let out = "";
  let done = 0;
  for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", Math.max(at + 3, done))) {
    const start = at + 3;
    const end = loginEnd(start);
    if (end === undefined) continue;
    const scheme = /[a-z\d+.-]*$/i.exec(text.slice(Math.max(0, at - SCHEME_CHARACTERS), at))![0];
    const login = text.slice(start, end);
    const colon = login.indexOf(":");
    const shown = !/ssh/i.test(scheme)
      ? "***"
      : colon === -1
      ? login
      : `${login.slice(0, colon)}:***`;
    out += text.slice(done, start) + shown;
    done = end;
  }
  return out + text.slice(done);
}

/**
 * Returns a function that finds the end of the login in a URL whose address begins at a position; positions must
 * rise. A regular expression would begin anew at each `://` and read to the end of the word each time.
 */
function loginFinder(text: string): (start: number) => number | undefined {
  let wordEnd = -1;
  let lastAt = -1;
  return (start) => {
    // A login, the host behind it, and no path yet.
    const host = endOf(/[^\s/?#]*/y, start);
    const at = text.slice(start, host).lastIndexOf("@");
    if (at !== -1) return start + at;
    // A password with a slash in it, which is no port.
    const name = endOf(/[^\s/:@]+/y, start);
    if (name === start || text[name] !== ":") return undefined;
    const digits = endOf(/\d+/y, name + 1);
    if (digits > name + 1 && text[digits] === "/") return undefined;
    const password = name + 1;
    if (password >= wordEnd) {
      wordEnd = endOf(/[^\s'"]*/y, password);
      lastAt = password + text.slice(password, wordEnd).lastIndexOf("@");
    }
    return lastAt > name ? lastAt : undefined;
  };

  function endOf(pattern: RegExp, from: number): number {
    pattern.lastIndex = from;
    return pattern.test(text) ? pattern.lastIndex : from;
  }
}
