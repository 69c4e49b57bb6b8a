package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.error.Quoted;

import java.util.ArrayList;
import java.util.List;

/** What there is to say about vocabularies that are put together. */
final class Remarks {

    private Remarks() {}

    /** What may not be as meant. */
    static List<String> warnings(
            List<Member> members, OutputVocabulary vocabulary, RowTables.Result rows) {
        List<String> warnings = new ArrayList<>();
        for (Member member : members) {
            passedOver(member, warnings);
            withoutRow(member, warnings);
        }
        if (rows.zeros() > 0) {
            warnings.add(
                    "No model has an embedding of %s of the merged vocabulary; zeros are taken."
                            .formatted(count(rows.zeros(), "token")));
        }
        introduced(members, vocabulary, warnings);
        return warnings;
    }

    private static void passedOver(Member member, List<String> warnings) {
        int count = member.vocabulary().passedOver();
        if (count > 0) {
            warnings.add(
                    "The tokenizer of %s must give each token an id of its own, but one is repeated by %s; the first counts."
                            .formatted(member, count(count, "entry", "entries")));
        }
    }

    private static void withoutRow(Member member, List<String> warnings) {
        long count = member.tokensWithoutRow();
        if (count > 0) {
            warnings.add(
                    "Model %s has %d rows of embeddings, and %s with ids beyond them: treated as missing there."
                            .formatted(member, member.rows(), count(count, "token")));
        }
    }

    /** A token that only a rule names may be a slip of the pen. */
    private static void introduced(
            List<Member> members, OutputVocabulary vocabulary, List<String> warnings) {
        for (OutputVocabulary.NewToken news : vocabulary.newTokens()) {
            String token = news.token();
            if (members.stream().noneMatch(m -> m.vocabulary().id(token).isPresent())) {
                warnings.add(
                        "Token %s of tokenizer.tokens is in no vocabulary; it is added with id %d.%s"
                                .formatted(
                                        Quoted.text(token),
                                        news.id(),
                                        OutputVocabulary.didYouMean(token, members.stream())));
            }
        }
    }

    /** What is worth knowing. */
    static List<String> notes(OutputVocabulary vocabulary, RowTable table) {
        int rows = vocabulary.carrier().rows();
        int news = vocabulary.newTokens().size();
        List<String> notes = new ArrayList<>();
        if (rows > table.rows()) {
            notes.add(
                    "Model %s has %d rows of embeddings; the merged one has %d, one for each token. Maybe set tokenizer.pad_to_multiple_of."
                            .formatted(vocabulary.carrier(), rows, table.rows()));
        }
        if (news > 0) {
            notes.add(
                    "The merged vocabulary has the %d tokens of %s and %d more."
                            .formatted(vocabulary.ids().size() - news, vocabulary.carrier(), news));
        }
        return notes;
    }

    private static String count(long count, String what) {
        return count(count, what, what + "s");
    }

    private static String count(long count, String one, String more) {
        return count + " " + (count == 1 ? one : more);
    }
}
