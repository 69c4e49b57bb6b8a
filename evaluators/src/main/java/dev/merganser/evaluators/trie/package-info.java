/** Running groups of paths, each shared beginning once. */
@NullMarked
package dev.merganser.evaluators.trie;

import org.jspecify.annotations.NullMarked;
