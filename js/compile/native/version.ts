/** The dialect of `compare_versions` that datafiles of ours use (core/assay/targeting/semver.h). */
export const NATIVE_VERSIONS = 3;

const MAX_CHARACTERS = 255;
const NUMBER = '(?:0|[1-9][0-9]*)';
const IDENTIFIER = `(?:${NUMBER}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)`;
const FORM = new RegExp(
  `^v?${NUMBER}(?:\\.${NUMBER}){0,2}(?:-${IDENTIFIER}(?:\\.${IDENTIFIER})*)?(?:\\+[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*)?$`,
);

/** Whether a text is a version: semver 2.0.0, with a leading "v" and without minor or patch if need be. */
export const isVersion = (text: string): boolean => text.length <= MAX_CHARACTERS && FORM.test(text);
