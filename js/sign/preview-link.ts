import { toBase64Url } from './base64.js';
import { sign } from './signature.js';

/** The parameter of a page's address that a preview is in. */
export const PREVIEW_PARAMETER = 'assay_preview';

/** What a preview link says. */
export interface Preview {
  /** Variants by flag. */
  readonly flags: Readonly<Record<string, string>>;
  /** Until when it holds, ms since the epoch. */
  readonly exp: number;
}

/**
 * `url` with a parameter that shows these variants to whoever opens it, until `expires`: for pages with `overrides.preview`. They are never
 * counted as exposed.
 *
 * @param flags variants by flag
 * @param expires ms since the epoch
 * @param privateKey PKCS #8 as base64, of `generateSigningKeys()`
 * @throws TypeError for a `url` that is not absolute, DOMException for a key that is none
 */
export async function createPreviewLink(
  url: string | URL,
  flags: Readonly<Record<string, string>>,
  expires: number,
  privateKey: string,
): Promise<string> {
  const link = new URL(url);
  const preview: Preview = { flags, exp: expires };
  const bytes = new TextEncoder().encode(JSON.stringify(preview));
  const signature = await sign('preview', bytes, privateKey);
  link.searchParams.set(PREVIEW_PARAMETER, `${toBase64Url(bytes)}.${toBase64Url(signature)}`);
  return link.href;
}
