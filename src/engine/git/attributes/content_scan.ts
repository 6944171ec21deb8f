// Finds bytes of a file that git's own conversions would not give back. Pure.
// The rules are those of git's convert.c: `gather_stats`, `convert_is_binary` and `ident_to_git`.

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const BACKSPACE = 0x08;
const FORM_FEED = 0x0c;
const ESCAPE = 0x1b;
const END_OF_FILE = 0x1a;
const SPACE = 0x20;
const DELETE = 0x7f;
const DOLLAR = 0x24;

/** The start of a keyword that git writes over, after its first `$`. */
const KEYWORD = [..."Id:"].map((letter) => letter.charCodeAt(0));

/** Git's own keyword has the id of the blob, as SHA-1 or SHA-256, between two spaces. */
const OWN_KEYWORD = /^ (?:[0-9a-f]{40}|[0-9a-f]{64}) $/;
const LONGEST_OWN_KEYWORD = 66;

/** Reads the bytes of one file, in pieces of any size. */
export class ContentScan {
  #printable = 0;
  #unprintable = 0;
  #hasNul = false;
  #hasLoneCr = false;
  #hasLoneLf = false;
  #last: number | undefined;
  /** How much of `$Id:` was just read; 4 within a keyword. */
  #matched = 0;
  #keyword = "";
  #hasForeignKeyword = false;

  /** Reads on. */
  read(piece: Uint8Array): void {
    for (const byte of piece) {
      this.#count(byte);
      this.#match(byte);
      this.#last = byte;
    }
  }

  /** Reports whether git takes the file for binary. Call it once all is read. */
  get isBinary(): boolean {
    // A last CTRL-Z is how DOS ended a text.
    const unprintable = this.#unprintable - (this.#last === END_OF_FILE ? 1 : 0);
    return this.#hasNul || this.#hasLoneCr || this.#last === CR ||
      Math.floor(this.#printable / 128) < unprintable;
  }

  /** Reports whether a line ends with a LF alone. */
  get hasLoneLf(): boolean {
    return this.#hasLoneLf;
  }

  /** Reports whether the file has a keyword, `$Id: … $`, whose text is none of git's: `ident` drops the text. */
  get hasForeignKeyword(): boolean {
    return this.#hasForeignKeyword;
  }

  #count(byte: number): void {
    if (this.#last === CR && byte !== LF) this.#hasLoneCr = true;
    if (byte === LF && this.#last !== CR) this.#hasLoneLf = true;
    if (byte === CR || byte === LF) return;
    const isPrintable = byte >= SPACE && byte !== DELETE || byte === BACKSPACE || byte === TAB ||
      byte === ESCAPE || byte === FORM_FEED;
    if (isPrintable) this.#printable++;
    else this.#unprintable++;
    if (byte === 0) this.#hasNul = true;
  }

  #match(byte: number): void {
    if (this.#matched > KEYWORD.length) {
      if (byte === DOLLAR) {
        if (!OWN_KEYWORD.test(this.#keyword)) this.#hasForeignKeyword = true;
        this.#matched = 0;
      } else if (byte === LF) this.#matched = 0;
      // A byte more than the longest is enough to tell that it is another one.
      else if (this.#keyword.length <= LONGEST_OWN_KEYWORD) {
        this.#keyword += String.fromCharCode(byte);
      }
    } else if (byte === DOLLAR) this.#matched = 1;
    else if (this.#matched > 0 && byte === KEYWORD[this.#matched - 1]) {
      this.#matched++;
      this.#keyword = "";
    } else this.#matched = 0;
  }
}

/** Reports whether a part of a file, or a small file as a whole, may be of a file that git takes for binary. */
export function mayBeBinary(piece: Uint8Array): boolean {
  if (piece.includes(0) || piece.includes(CR)) return true;
  // Binary content without either of them is small.
  if (piece.length > SMALL_BYTES) return false;
  const scan = new ContentScan();
  scan.read(piece);
  return scan.isBinary;
}

const SMALL_BYTES = 64 * 1024;

/**
 * Reports whether two files of one encoding hold the same text but for line ends, and for the byte order of
 * UTF-16: these come back as the attributes ask for them.
 */
export function isSameText(
  one: Uint8Array,
  other: Uint8Array,
  { encoding }: { readonly encoding: string },
): boolean {
  const texts = [one, other].map((bytes) => decode(bytes, encoding)?.replaceAll("\r\n", "\n"));
  return texts[0] !== undefined && texts[0] === texts[1];
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  const wide = /^utf-?16(le|be)?(?:-bom)?$/i.exec(encoding);
  // Of all others a line end is the same two bytes as in ASCII, or they are compared as they are.
  if (wide === null) return new TextDecoder("latin1").decode(bytes);
  const [first, second] = bytes;
  const isLittle = first === 0xff && second === 0xfe ||
    !(first === 0xfe && second === 0xff) && wide[1]?.toLowerCase() === "le";
  try {
    return new TextDecoder(isLittle ? "utf-16le" : "utf-16be", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
