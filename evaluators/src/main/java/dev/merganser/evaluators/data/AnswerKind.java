package dev.merganser.evaluators.data;

/** What the items of a data source are labelled with. */
public enum AnswerKind {
    /** Nothing; where there is a label it is passed over. */
    NONE,
    /** A class, a whole number from 0. */
    CLASS,
    /** A finite number. */
    NUMBER,
    /** Values of one shape, such as an image. */
    VALUES
}
