/**
 * What the names of models in recipes stand for: paths, and Hugging Face ids in the local cache.
 */
@NullMarked
package dev.merganser.recipes.reference;

import org.jspecify.annotations.NullMarked;
