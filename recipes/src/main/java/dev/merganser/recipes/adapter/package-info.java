/** Merged models as LoRA adapters of their base. */
@NullMarked
package dev.merganser.recipes.adapter;

import org.jspecify.annotations.NullMarked;
