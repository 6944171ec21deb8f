// Takes the secrets out of a text that a person or the log is to see. Pure.

/**
 * The text without passwords and tokens: in URLs (where the name may be a token too, but for ssh), in
 * authorization headers, as the value of something called so, and what looks like a forge's token.
 */
export function redact(text: string): string {
  return text
    .replace(
      // The second form is a password with a slash in it, which is no port.
      /\b([a-z][a-z\d+.-]{1,20}):\/\/([^\s/?#]*|[^\s/:@]+:(?!\d+\/)[^\s'"]*)@/gi,
      (_, scheme: string, login: string) =>
        `${scheme}://${/ssh/i.test(scheme) ? login.replace(/:.*/s, ":***") : "***"}@`,
    )
    // git:// has no login, so that git takes one for a part of the host's name.
    .replace(/(unable to look up )[^\s@]+@/g, "$1***@")
    .replace(/(authorization: *).+/gi, "$1***")
    .replace(/((?:token|secret|passwd|password|api_?key)=)[^\s&'"]+/gi, "$1***")
    .replace(/\b(?:gh[oprsu]_|github_pat_|glpat-)[\w-]{10,}/g, "***");
}
