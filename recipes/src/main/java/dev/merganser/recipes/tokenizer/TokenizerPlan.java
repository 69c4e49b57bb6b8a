package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.checkpoint.Checkpoint;
import dev.merganser.recipes.recipe.TokenizerSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The vocabulary of a merged model, and its models seen with that vocabulary. Reads the
 * vocabularies once and keeps tables of rows, four bytes for each model and token. Refers to open
 * checkpoints; safe for use by many threads.
 */
public final class TokenizerPlan {

    private final Map<String, Checkpoint> views;
    private final int rows;
    private final boolean keepsVocabulary;
    private final TokenizerFiles files;
    private final List<String> warnings;
    private final List<String> notes;

    /** A model by the name that the recipe gives it. */
    public record Model(String reference, Checkpoint checkpoint) {}

    private TokenizerPlan(
            Map<String, Checkpoint> views,
            int rows,
            boolean keepsVocabulary,
            TokenizerFiles files,
            List<String> warnings,
            List<String> notes) {
        this.views = views;
        this.rows = rows;
        this.keepsVocabulary = keepsVocabulary;
        this.files = files;
        this.warnings = List.copyOf(warnings);
        this.notes = List.copyOf(notes);
    }

    /**
     * Reads the vocabularies of all models and finds the rows of all tokens.
     *
     * @param models all that the recipe names, in its order; the first is the base where it names
     *     none
     * @throws dev.merganser.recipes.error.WrongUseException where a model has no vocabulary that
     *     can be read, or a rule names what is not there
     * @throws dev.merganser.recipes.error.BadDataException where a file is damaged
     */
    public static TokenizerPlan of(TokenizerSettings settings, List<Model> models) {
        List<Member> members = members(models);
        var vocabulary = OutputVocabulary.of(settings, members);
        RowTables.Result rows =
                RowTables.of(members, vocabulary, settings.tokens(), settings.padToMultipleOf());
        var files = TokenizerFiles.of(members, vocabulary, rows.table().rows());
        List<String> warnings = new ArrayList<>(Remarks.warnings(members, vocabulary, rows));
        warnings.addAll(files.warnings());
        return new TokenizerPlan(
                views(members.stream().map(Member::model).toList(), rows.table()),
                rows.table().rows(),
                vocabulary.carrier().equals(members.getFirst()) && vocabulary.newTokens().isEmpty(),
                files,
                warnings,
                Remarks.notes(vocabulary, rows.table()));
    }

    private static Map<String, Checkpoint> views(List<EmbeddedModel> models, RowTable table) {
        List<String> heads =
                models.getFirst().tensors().keySet().stream()
                        .filter(VocabularyTensors::isHead)
                        .toList();
        Map<String, Checkpoint> views = new LinkedHashMap<>();
        for (int i = 0; i < models.size(); i++) {
            views.put(models.get(i).reference(), new VocabularyCheckpoint(models, i, table, heads));
        }
        return views;
    }

    private static List<Member> members(List<Model> models) {
        List<Vocabulary> known = new ArrayList<>();
        List<Member> members = new ArrayList<>();
        for (Model model : models) {
            Vocabulary vocabulary = vocabulary(folder(model.checkpoint()), known);
            known.add(vocabulary);
            members.add(
                    new Member(
                            EmbeddedModel.of(model.reference(), model.checkpoint(), vocabulary),
                            vocabulary));
        }
        return members;
    }

    /** The folder in which a model's tokenizer stands: its own, or that of its file. */
    static Path folder(Checkpoint checkpoint) {
        Path path = checkpoint.path().toAbsolutePath();
        return Files.isDirectory(path) ? path : Optional.ofNullable(path.getParent()).orElse(path);
    }

    /** Models of one family mostly have the very same file, which is then read once. */
    private static Vocabulary vocabulary(Path folder, List<Vocabulary> known) {
        return known.stream()
                .filter(other -> isSame(folder, other.folder()))
                .findFirst()
                .orElseGet(() -> Vocabulary.read(folder));
    }

    static boolean isSame(Path folder, Path other) {
        Path file = folder.resolve(VocabularyReader.TOKENIZER);
        Path known = other.resolve(VocabularyReader.TOKENIZER);
        try {
            return Files.isRegularFile(file)
                    && Files.isRegularFile(known)
                    && Files.size(file) == Files.size(known)
                    && Files.mismatch(file, known) == -1;
        } catch (IOException _) {
            return false; // reading it says what is wrong
        }
    }

    /**
     * A model whose tensors with a row for each token are in the order of the merged vocabulary.
     */
    public Checkpoint view(String reference) {
        Checkpoint view = views.get(reference);
        if (view == null) {
            throw new IllegalArgumentException("There is no model " + reference);
        }
        return view;
    }

    /** Whether the vocabulary is that of the base, without new tokens. */
    public boolean keepsVocabulary() {
        return keepsVocabulary;
    }

    /** Rows of the merged embeddings, those that fill up included. */
    public int rows() {
        return rows;
    }

    /** The tokenizer files of the merged model. */
    public TokenizerFiles files() {
        return files;
    }

    /** What may not be as meant, a line each. */
    public List<String> warnings() {
        return warnings;
    }

    /** What is worth knowing, a line each. */
    public List<String> notes() {
        return notes;
    }
}
