package dev.merganser.optimizer.run;

/** Follows a search while it runs; called by the thread that runs it, and must be quick. */
public interface SearchListener {

    /** A new part of the run has begun, such as a baseline scan. */
    void phase(String what);

    /** Candidates have been scored. */
    void progress(SearchProgress progress);

    /** Something worth reading; it is in the run's log too. */
    void note(String message);

    /** Something the user should know; it is in the run's log too. */
    void warning(String message);

    /** Ignores everything. */
    static SearchListener silent() {
        return new SearchListener() {
            @Override
            public void phase(String what) {}

            @Override
            public void progress(SearchProgress progress) {}

            @Override
            public void note(String message) {}

            @Override
            public void warning(String message) {}
        };
    }
}
