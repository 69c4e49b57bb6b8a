package dev.merganser.optimizer.command;

import static dev.merganser.optimizer.command.Refusals.USE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a command line is said in one line. */
class WrongCommandLineTest {

    @RegisterExtension static final Refusals REFUSED = Refusals.make();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    serach | There is no command 'serach'. Did you mean 'search'? Try 'merganser --help'.
                    search | Missing required parameter: 'SEARCH.yml'. Try 'merganser search --help'.
                    search a b | 'b' is one argument too many. Try 'merganser search --help'.
                    search a --thread 2 | There is no option '--thread'. Did you mean '--threads'? Try 'merganser search --help'.
                    demo --threads 0 | --threads must be at least 1, found 0.
                    demo --threads two | Invalid value for option '--threads': a whole number is needed, found 'two'. Try 'merganser demo --help'.
                    demo --evaluations 0 | --evaluations must be at least 1, found 0.
                    demo --evaluations 1e3 | Invalid value for option '--evaluations': a whole number is needed, found '1e3'. Try 'merganser demo --help'.
                    demo --seed -1 | --seed must be from 0 to 9007199254740991, found -1.
                    demo --seed x | Invalid value for option '--seed': a whole number is needed, found 'x'. Try 'merganser demo --help'.
                    demo --time 3x | --time must be a duration such as 90s, 45m, 8h or 1h30m, found '3x'.
                    demo --time 0s | --time must be longer than 0, found '0s'.
                    methods tie | There is no merge method 'tie'. Did you mean 'ties'? Known: ALL_METHODS.
                    merge a b --threads 0 | --threads must be at least 1, found 0.
                    merge a b --threads 5000 | --threads must be at most 1024, found 5000.
                    export a b | Missing required option: '--candidate=N'. Try 'merganser export --help'.
                    evaluate a | Missing required option: '--task=TASK.yml'. Try 'merganser evaluate --help'.
                    evaluate a --task t --split tset | --split must be search, validation or test, found 'tset'.
                    evaluate a --task t --batch 0 | --batch must be at least 1, found 0.
                    front a --format xml | Invalid value for option '--format': expected one of [TABLE, CSV, JSON] (case-insensitive) but was 'xml'. Try 'merganser front --help'.
                    front nope | A run folder must hold journal.jsonl, found none in nope.
                    resume nope | A run folder must hold journal.jsonl, found none in nope.
                    report nope | A run folder must hold journal.jsonl, found none in nope.
                    inspect nope.safetensors | Checkpoint nope.safetensors must exist.
                    check | 'check' needs a FILE: a recipe, a search file or a task file; found none.
                    check nope.yml | nope.yml: no such file.
                    """)
    void aCommandLineThatIsWrong(String line, String complaint) {
        REFUSED.command(USE, complaint, (Object[]) line.split(" "));
    }

    @Test
    void noCommandAtAll() {
        REFUSED.command(USE, "A command must be given, found none. Try 'merganser --help'.");
    }

    @Test
    void aModelWithoutAGraphCannotBeEvaluated() {
        REFUSED.command(
                USE,
                "--graph must name the inference graph (an .onnx file) of %s, found none."
                        .formatted(Bundled.base()),
                "evaluate",
                Bundled.base(),
                "--task",
                REFUSED.family().task("digits"));
    }
}
