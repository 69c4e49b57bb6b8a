package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;

import java.util.List;

/** Looks models up by what the recipe calls them. */
final class Members {

    private Members() {}

    static Member named(List<Member> members, String reference) {
        return members.get(number(members, reference));
    }

    static int number(List<Member> members, String reference) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).reference().equals(reference)) {
                return i;
            }
        }
        throw new WrongUseException(
                "Recipe: tokenizer must name models that are known, found %s."
                        .formatted(Quoted.text(reference)));
    }
}
