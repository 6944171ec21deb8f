// The files of the page, as the server gives them out. The page itself is bundled elsewhere.

/** A file of the page. */
export interface PageFile {
  /** Its media type, with its character set. */
  readonly type: string;
  /** Compressed with gzip, but those of `/`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The files by their paths. `/` is the page itself: each `{{nonce}}` in it becomes the nonce of the styles that its
 * answer permits. `/favicon.ico` is one of them.
 */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Returns the files; they are made or read at the first call. */
export type LoadPageFiles = () => Promise<PageFiles>;
