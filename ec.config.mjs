import { defineEcConfig } from '@astrojs/starlight/expressive-code';

/**
 * The highlighter would give a line up after half a second and show the rest of it plain, so that a busy machine makes
 * another page than an idle one.
 */
const highlightToTheEnd = {
  name: 'highlight-to-the-end',
  preprocess(_code, options) {
    options.tokenizeTimeLimit = 0;
  },
};

/** How code is shown. Scripts are shown and copied exactly as they run: no comment is taken for a file name, none is dropped. */
export default defineEcConfig({
  defaultProps: { wrap: true },
  frames: { extractFileNameFromCode: false, removeCommentsWhenCopyingTerminalFrames: false },
  shiki: { transformers: [highlightToTheEnd] },
});
