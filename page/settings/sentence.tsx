// The sentence about a key, in which backticks mark code.

export function Sentence({ text }: { readonly text: string }) {
  return (
    <>{text.split("`").map((part, at) => at % 2 === 0 ? part : <code key={at}>{part}</code>)}</>
  );
}
