import { AssayError } from '../../shared/errors.js';
import { fromBase64 } from '../../sign/base64.js';
import { PREVIEW_PARAMETER } from '../../sign/preview-link.js';
import { isSigned } from '../../sign/signature.js';
import type { OverrideOptions } from './override-options.js';
import { storedOverrides } from './stored-overrides.js';

const URL_PARAMETER = 'assay_override';
/** Of a preview: as much as browsers take in an address anyway. */
const MAX_PREVIEW_LENGTH = 16_384;

type Report = (error: unknown) => void;
type Overrides = readonly (readonly [flag: string, variant: string])[];

/**
 * Variants by flag, as the tab's session, a preview link and the address ask for, the later before the earlier. What cannot be read is
 * reported and ignored.
 */
export async function readOverrides(options: OverrideOptions, clock: () => number, report: Report): Promise<Map<string, string>> {
  const { url, preview, persist, search = globalThis.location?.search ?? '' } = options;
  const parameters = new URLSearchParams(search);
  const asked = url ? parameters.get(url === true ? URL_PARAMETER : url) : null;
  const link = preview === undefined ? null : parameters.get(PREVIEW_PARAMETER);
  return new Map([
    ...(persist && asked !== '' ? storedOverrides() : []),
    ...(link === null ? [] : await previewed(link, Object.values(preview?.keys ?? {}), clock, report)),
    ...(asked === null ? [] : named(asked, report)),
  ]);
}

function named(list: string, report: Report): Overrides {
  return list
    .split(',')
    .filter((pair) => pair !== '')
    .flatMap((pair) => {
      try {
        const [flag, variant, ...rest] = pair.split(':').map(decodeURIComponent);
        if (flag && variant && rest.length === 0) return [[flag, variant] as const];
      } catch {
        // half an escape: reported like everything else that is no pair
      }
      report(new AssayError('INVALID_ARGUMENT', "an override in the page's address must be <flag>:<variant>; it is ignored"));
      return [];
    });
}

async function previewed(link: string, keys: readonly string[], clock: () => number, report: Report): Promise<Overrides> {
  const ignored = (why: string, cause?: unknown): Overrides => {
    report(
      new AssayError('INVALID_ARGUMENT', `the preview in the page's address is ignored: ${why}`, cause === undefined ? {} : { cause }),
    );
    return [];
  };
  if (link.length > MAX_PREVIEW_LENGTH) return ignored('it is too long');
  try {
    const [payload = '', signature = ''] = link.split('.');
    const bytes = fromBase64(payload);
    const signed = await Promise.all(keys.map((key) => isSigned('preview', bytes, signature, key)));
    if (!signed.includes(true)) return ignored("nobody whose key is in 'overrides.preview.keys' signed it");
    const { flags, exp } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly flags: object; readonly exp: number };
    if (!(clock() < exp)) return ignored('it has expired');
    return Object.entries(flags).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  } catch (cause) {
    return ignored('it cannot be read, or signatures cannot be checked here', cause);
  }
}
