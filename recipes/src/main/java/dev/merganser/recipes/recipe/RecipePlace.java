package dev.merganser.recipes.recipe;

import dev.merganser.recipes.error.BadDataException;
import dev.merganser.recipes.error.Finding;
import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;

import java.util.function.Supplier;

/**
 * Where a recipe stands, for what is found wrong after it has been read.
 *
 * @param file what messages call the file
 * @param document which of several documents it is; empty where there is one
 */
public record RecipePlace(String file, String document) {

    /** What messages call the document that is the output. */
    public static final String OUTPUT = "the output";

    private static final String UNKNOWN = "Recipe: ";

    /** The place of an intermediate. */
    public static RecipePlace of(String file, Stage stage) {
        return new RecipePlace(file, named(stage));
    }

    /** The place of the output. */
    public static RecipePlace ofOutput(String file, boolean alone) {
        return new RecipePlace(file, alone ? "" : OUTPUT);
    }

    /** What messages call the document of an intermediate. */
    public static String named(Stage stage) {
        return Quoted.text(stage.name());
    }

    /**
     * Does something with the recipe. Complaints about the recipe name the file, those about its
     * models do not; both name the document where there are several.
     */
    public <T> T in(Supplier<T> body) {
        try {
            return body.get();
        } catch (WrongUseException e) {
            throw new WrongUseException(file + ": " + inDocument(e.getMessage()), e);
        } catch (BadDataException e) {
            throw document.isEmpty() ? e : new BadDataException(inDocument(e.getMessage()), e);
        }
    }

    /** What was found, with the document where there are several. */
    public Finding in(Finding finding) {
        return document.isEmpty()
                ? finding
                : new Finding(finding.kind(), inDocument(finding.message()));
    }

    private String inDocument(String message) {
        String known = message.startsWith(UNKNOWN) ? message.substring(UNKNOWN.length()) : message;
        return document.isEmpty() ? known : document + ": " + known;
    }
}
