/** Makes the bundled family of vision transformers from public data. */
@NullMarked
package dev.merganser.examples.vision;

import org.jspecify.annotations.NullMarked;
