/**
 * LoRA adapters as the PEFT library stores them: applied to a base while it is read (Hu et al.
 * 2021, arXiv:2106.09685; rank-stabilised: Kalajdzievski 2023, arXiv:2312.03732).
 */
@NullMarked
package dev.merganser.recipes.lora;

import org.jspecify.annotations.NullMarked;
