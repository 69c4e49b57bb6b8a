package dev.merganser.recipes.wrap;

import dev.merganser.recipes.method.MergeTensor;

/** What a method gets in place of the experts of a tensor. Safe for use by many threads. */
@FunctionalInterface
interface Experts {

    /** The experts themselves. */
    Experts AS_THEY_ARE = tensor -> tensor;

    /** The tensor with these experts; it has a base. */
    MergeTensor in(MergeTensor tensor);
}
