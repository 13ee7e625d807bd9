/** How whoever tests a page gets to see a certain variant. An overridden person is counted as exposed to nothing. */
export interface OverrideOptions {
  /**
   * Takes `?assay_override=flag:variant,flag2:variant2` from the page's address; another name of the parameter may be given. A comma, colon or
   * per cent sign inside a name is percent-encoded once more. @defaultValue false
   */
  readonly url?: boolean | string;
  /** Takes the links that `createPreviewLink()` of `assay/sign` makes. Keys are public keys by id, as those of `verify`. @defaultValue none */
  readonly preview?: { readonly keys: Readonly<Record<string, string>> };
  /** Keeps overrides for the tab's session, in `sessionStorage`; an empty parameter forgets them. @defaultValue false */
  readonly persist?: boolean;
  /** The query of the page's address. @defaultValue `location.search` */
  readonly search?: string;
}
