package dev.merganser.recipes.tokenizer;

import dev.merganser.recipes.error.Quoted;
import dev.merganser.recipes.error.WrongUseException;
import dev.merganser.recipes.recipe.TokenRule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Finds the row of each token in each model. A model without the token takes the row of the base
 * model, else that of the only model that has it, else the mean of all that have it, else zeros;
 * what a rule says goes first. An id that stands for no token is treated as a token of all models
 * that have a row of that number and no token for it either.
 */
final class RowTables {

    private static final int LARGEST = 2 * (Vocabulary.LARGEST_ID + 1);

    private final List<Member> members;
    private final OutputVocabulary vocabulary;
    private final List<int[]> own = new ArrayList<>();
    private final int[] donors;
    private final int[] donorRows;
    private int zeros;

    private RowTables(List<Member> members, OutputVocabulary vocabulary) {
        this.members = members;
        this.vocabulary = vocabulary;
        this.donors = new int[vocabulary.size()];
        this.donorRows = new int[vocabulary.size()];
    }

    /** A table, and how many rows of it are zeros in all models without a rule that says so. */
    record Result(RowTable table, int zeros) {}

    /**
     * Makes the table.
     *
     * @param members all models, the base first
     * @throws WrongUseException where a rule names a token or row that its model does not have
     */
    static Result of(
            List<Member> members,
            OutputVocabulary vocabulary,
            Map<String, TokenRule> rules,
            OptionalInt padToMultipleOf) {
        var tables = new RowTables(members, vocabulary);
        members.forEach(member -> tables.own.add(tables.own(member)));
        tables.setDefaults(rules);
        rules.forEach(tables::rule);
        int rows = padded(vocabulary.size(), padToMultipleOf);
        return new Result(
                new RowTable(tables.own, tables.donors, tables.donorRows, rows), tables.zeros);
    }

    private static int padded(int size, OptionalInt multiple) {
        long of = multiple.orElse(1);
        long rows = (size + of - 1) / of * of;
        if (rows > LARGEST) {
            throw new WrongUseException(
                    "Recipe: tokenizer.pad_to_multiple_of must give at most %d rows, found %d, which gives %d."
                            .formatted(LARGEST, of, rows));
        }
        return (int) rows;
    }

    private int[] own(Member member) {
        int[] rows = new int[vocabulary.size()];
        Arrays.fill(rows, -1);
        member.vocabulary()
                .ids()
                .forEach(
                        (token, id) -> {
                            Integer at = vocabulary.ids().get(token);
                            if (at != null && id < member.rows()) {
                                rows[at] = id;
                            }
                        });
        holes(member, rows);
        return rows;
    }

    private void holes(Member member, int[] rows) {
        BitSet used = vocabulary.used();
        if (used.cardinality() == rows.length) {
            return;
        }
        var theirs = new BitSet();
        member.vocabulary().ids().values().forEach(theirs::set);
        for (int id = used.nextClearBit(0); id < rows.length; id = used.nextClearBit(id + 1)) {
            if (id < member.rows() && !theirs.get(id)) {
                rows[id] = id;
            }
        }
    }

    private void setDefaults(Map<String, TokenRule> rules) {
        var ruled = new BitSet();
        rules.keySet().forEach(token -> ruled.set(idOf(token)));
        for (int row = 0; row < donors.length; row++) {
            donors[row] = donor(row);
            donorRows[row] = donors[row] >= 0 ? own.get(donors[row])[row] : 0;
            if (donors[row] == RowTable.ZERO && !ruled.get(row)) {
                zeros++;
            }
        }
    }

    private int donor(int row) {
        if (own.getFirst()[row] >= 0) {
            return 0;
        }
        int donor = RowTable.ZERO;
        for (int model = 1; model < own.size(); model++) {
            if (own.get(model)[row] >= 0) {
                donor = donor == RowTable.ZERO ? model : RowTable.MEAN;
            }
        }
        return donor;
    }

    private void rule(String token, TokenRule rule) {
        int row = idOf(token);
        switch (rule.origin()) {
            case TokenRule.Zero _ -> donors[row] = RowTable.ZERO;
            case TokenRule.OfModel(String model) ->
                    take(row, model, Optional.of(token), OptionalInt.empty());
            case TokenRule.ModelToken(String model, var other, var id) ->
                    take(row, model, other, id);
        }
        if (rule.force()) {
            own.forEach(rows -> rows[row] = -1);
        }
    }

    private int idOf(String token) {
        Integer id = vocabulary.ids().get(token);
        if (id == null) {
            throw new IllegalStateException("A rule's token must be in the vocabulary: " + token);
        }
        return id;
    }

    private void take(int row, String model, Optional<String> token, OptionalInt id) {
        int number = Members.number(members, model);
        Member member = members.get(number);
        int theirs = token.map(text -> id(member, text)).orElseGet(id::orElseThrow);
        if (theirs >= member.rows()) {
            throw new WrongUseException(
                    "Recipe: tokenizer.tokens must name rows that %s has, found id %d%s and %d rows."
                            .formatted(
                                    member,
                                    theirs,
                                    token.map(text -> " of " + Quoted.text(text)).orElse(""),
                                    member.rows()));
        }
        donors[row] = number;
        donorRows[row] = theirs;
    }

    private static int id(Member member, String token) {
        return member.vocabulary()
                .id(token)
                .orElseThrow(
                        () ->
                                new WrongUseException(
                                        "Recipe: tokenizer.tokens takes a row from %s, which has no token %s.%s"
                                                .formatted(
                                                        member,
                                                        Quoted.text(token),
                                                        OutputVocabulary.didYouMean(
                                                                token, List.of(member).stream()))));
    }
}
