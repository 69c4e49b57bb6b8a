/** Methods that mix whole models by a share for each model, layer or element. */
@NullMarked
package dev.merganser.recipes.method.blend;

import org.jspecify.annotations.NullMarked;
