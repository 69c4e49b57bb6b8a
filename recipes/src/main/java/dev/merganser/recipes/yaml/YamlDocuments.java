package dev.merganser.recipes.yaml;

import dev.merganser.recipes.error.WrongUseException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The mappings of a YAML file with several documents, which lines {@code ---} separate. */
public final class YamlDocuments {

    /**
     * Such a line is a mark wherever it stands, in texts of several lines too (YAML 1.2, 9.1.2).
     */
    private static final Pattern MARK = Pattern.compile("(?m)^---(?=\\s|$)");

    private static final Pattern EMPTY =
            Pattern.compile("(?:---|\\.\\.\\.)?[ \\t]*(?:#.*)?|%.*|\\s*#.*");

    private static final int MOST = 500;

    private YamlDocuments() {}

    /**
     * Reads a file; documents without content are passed over. Where there is one, this is {@link
     * YamlMap#read}; of several, each is called {@code FILE (document N)} in messages.
     *
     * @throws WrongUseException where one is no mapping, or there are more than 500
     */
    public static List<YamlMap> read(Path file) {
        String text = YamlText.of(file);
        if (MARK.matcher(text).results().count() > MOST) {
            throw new WrongUseException(
                    "%s: must hold at most %d documents, found more.".formatted(file, MOST));
        }
        List<String> documents = documents(text);
        if (documents.size() <= 1) {
            String only = documents.isEmpty() ? text : documents.getFirst();
            return List.of(YamlMap.parse(only, file.toString()));
        }
        List<YamlMap> maps = new ArrayList<>();
        for (String document : documents) {
            String source = "%s (document %d)".formatted(file, maps.size() + 1);
            maps.add(YamlMap.parse(document, source));
        }
        return maps;
    }

    /** The documents, each below as many empty lines as stand above it, for the line numbers. */
    private static List<String> documents(String text) {
        List<String> documents = new ArrayList<>();
        int from = 0;
        Matcher mark = MARK.matcher(text);
        while (mark.find()) {
            add(documents, text, from, mark.start());
            from = mark.start();
        }
        add(documents, text, from, text.length());
        return documents;
    }

    private static void add(List<String> documents, String text, int from, int to) {
        String document = text.substring(from, to);
        if (!document.lines().allMatch(line -> EMPTY.matcher(line).matches())) {
            long above = text.substring(0, from).chars().filter(c -> c == '\n').count();
            documents.add("\n".repeat((int) above) + document);
        }
    }
}
