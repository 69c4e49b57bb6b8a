package dev.merganser.recipes.tokenizer;

/**
 * A token that is cut out of a text before the tokenizer's model sees it; the flags are those of
 * {@code tokenizer.json}.
 *
 * @param content the token
 * @param singleWord whether it is found as a whole word only
 * @param lstrip whether it takes the white space before it along
 * @param rstrip whether it takes the white space after it along
 * @param normalized whether it is looked for in the normalized text
 * @param special whether decoding may leave it out
 */
public record AddedToken(
        String content,
        boolean singleWord,
        boolean lstrip,
        boolean rstrip,
        boolean normalized,
        boolean special) {

    /** One that is looked for in the text as it stands, anywhere. */
    static AddedToken plain(String content) {
        return new AddedToken(content, false, false, false, false, false);
    }
}
