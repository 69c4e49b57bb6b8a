/**
 * Merge methods that choose or weigh the elements of task vectors by how these compare across the
 * models: masks, consensus, competition and energies.
 */
@NullMarked
package dev.merganser.recipes.method.consensus;

import org.jspecify.annotations.NullMarked;
