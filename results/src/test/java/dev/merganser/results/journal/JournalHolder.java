package dev.merganser.results.journal;

import java.io.IOException;
import java.nio.file.Path;

/** A process that holds a journal until it is killed. */
final class JournalHolder {

    private JournalHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (JournalWriter _ = JournalWriter.resume(Path.of(arguments[0]))) {
            System.out.println("locked");
            int end = System.in.read();
            System.out.println(end);
        }
    }
}
