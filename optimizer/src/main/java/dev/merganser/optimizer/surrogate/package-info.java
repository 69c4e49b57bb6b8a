/**
 * Cheap models of what recipes reach, fitted to a few evaluations and searched in place of them:
 * MAP (arXiv:2406.07529).
 */
@NullMarked
package dev.merganser.optimizer.surrogate;

import org.jspecify.annotations.NullMarked;
