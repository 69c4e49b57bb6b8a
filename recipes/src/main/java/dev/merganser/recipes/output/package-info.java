/**
 * Merged models as files: the folder, .safetensors or .onnx that {@link
 * dev.merganser.recipes.output.MergeWriter} makes of a plan, with all that belongs beside weights.
 */
@NullMarked
package dev.merganser.recipes.output;

import org.jspecify.annotations.NullMarked;
