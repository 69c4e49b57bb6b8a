/** Strict reading of the YAML files that people write. */
@NullMarked
package dev.merganser.recipes.yaml;

import org.jspecify.annotations.NullMarked;
