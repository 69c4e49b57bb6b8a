package dev.merganser.optimizer.run;

import dev.merganser.evaluators.task.Split;
import dev.merganser.recipes.file.WholeFile;
import dev.merganser.results.RunFolder;
import dev.merganser.results.value.CandidateId;

import java.nio.file.Path;

/**
 * What programs printed that failed to score a candidate: {@code output/<candidate>.<split>.txt} in
 * the run folder, of the first few failures of a process. Used by one thread.
 */
final class ProgramOutputs {

    /** A program that always fails says nothing new. */
    static final int MOST = 50;

    private final Path folder;
    private int kept;

    private ProgramOutputs(Path folder) {
        this.folder = folder;
    }

    /** The outputs of the run of a journal. */
    static ProgramOutputs beside(Path journal) {
        return new ProgramOutputs(journal.resolveSibling(RunFolder.OUTPUT));
    }

    void keep(CandidateId id, Split split, String output) {
        if (kept < MOST) {
            kept++;
            WholeFile.write(folder.resolve(id + "." + split.key() + ".txt"), output);
        }
    }
}
