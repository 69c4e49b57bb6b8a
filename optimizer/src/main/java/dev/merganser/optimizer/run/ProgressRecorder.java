package dev.merganser.optimizer.run;

import dev.merganser.results.ProgressFile;

/** Writes {@code progress.csv} beside what another listener does. */
final class ProgressRecorder implements SearchListener {

    private final ProgressFile file;
    private final SearchListener next;
    private int recorded;

    ProgressRecorder(ProgressFile file, SearchListener next) {
        this.file = file;
        this.next = next;
    }

    @Override
    public void phase(String what) {
        next.phase(what);
    }

    @Override
    public void progress(SearchProgress progress) {
        if (progress.evaluations() > recorded) {
            recorded = progress.evaluations();
            file.append(
                    recorded,
                    file.secondsBefore() + progress.seconds(),
                    file.itemsBefore() + progress.items(),
                    progress.hypervolume());
        }
        next.progress(progress);
    }

    @Override
    public void note(String message) {
        next.note(message);
    }

    @Override
    public void warning(String message) {
        next.warning(message);
    }
}
