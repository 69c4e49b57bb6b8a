package dev.merganser.recipes.method.taskvector;

import dev.merganser.recipes.method.Arguments;

/**
 * How a sign is elected for each element, and what is made of the task vectors that agree with it.
 *
 * @param majority what the sign is that of
 * @param aggregate what is made of those that agree
 * @param zeroIsPositive which sign a vote without winner elects
 */
public record Election(Majority majority, Aggregate aggregate, boolean zeroIsPositive) {

    /** mergekit's: the sign of the sum, positive where that is 0. */
    public static final Election OF_SUMS = new Election(Majority.SUM, Aggregate.WEIGHTED, true);

    /** What the elected sign is that of. */
    public enum Majority {
        /** The sum of the weighted task vectors. */
        SUM,
        /** The sum of their signs: each has one vote, however large it is. */
        COUNT
    }

    /** What is made of the weighted task vectors that agree. */
    public enum Aggregate {
        /** Their sum, divided by the sum of their weights where {@code normalize} is on. */
        WEIGHTED,
        /** Their sum. */
        SUM,
        /** Their sum divided by their number. */
        MEAN,
        /** The largest. */
        MAX
    }

    /** The election that {@code majority} and {@code aggregate} ask for. */
    static Election of(Arguments arguments, boolean zeroIsPositive) {
        return new Election(
                arguments.text("majority").equals("count") ? Majority.COUNT : Majority.SUM,
                switch (arguments.text("aggregate")) {
                    case "sum" -> Aggregate.SUM;
                    case "mean" -> Aggregate.MEAN;
                    case "max" -> Aggregate.MAX;
                    default -> Aggregate.WEIGHTED;
                },
                zeroIsPositive);
    }
}
