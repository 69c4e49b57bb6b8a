package dev.merganser.evaluators.program;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A program with all that it starts. Where the system has {@code setsid} it is the leader of a
 * group of processes of its own, which ends as one, and which Ctrl-C at the terminal does not
 * reach; elsewhere its descendants are looked for.
 */
final class ProcessGroup implements AutoCloseable {

    private static final Set<ProcessGroup> RUNNING = ConcurrentHashMap.newKeySet();
    private static final Optional<Path> SETSID = ProgramPath.find("setsid", Path.of(""));
    private static final long SECONDS_TO_DIE = 5;

    private final Process process;

    private ProcessGroup(Process process) {
        this.process = process;
    }

    /**
     * Starts a program with nothing to read and its errors among its output. It has the environment
     * of this process.
     */
    static ProcessGroup start(List<String> words, Path folder) throws IOException {
        List<String> all = new ArrayList<>();
        SETSID.ifPresent(setsid -> all.add(setsid.toString()));
        all.addAll(words);
        var builder = new ProcessBuilder(all).directory(folder.toFile()).redirectErrorStream(true);
        File nothing = new File("/dev/null");
        if (nothing.exists()) {
            builder.redirectInput(Redirect.from(nothing));
        }
        var group = new ProcessGroup(builder.start());
        RUNNING.add(group);
        group.process.getOutputStream().close();
        return group;
    }

    /** The program itself. */
    Process leader() {
        return process;
    }

    /** Ends all programs that are under way. */
    static void endAll() {
        RUNNING.forEach(ProcessGroup::close);
    }

    /** Ends the program, if it has not ended, and all that it started and left running. */
    @Override
    public void close() {
        List<ProcessHandle> below = process.descendants().toList();
        if (SETSID.isPresent()) {
            killGroup();
        }
        below.forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly(); // the process's own would close its output unread
        RUNNING.remove(this);
    }

    /** The group's number is that of its leader; the shell's own kill knows groups everywhere. */
    private void killGroup() {
        try {
            Process kill =
                    new ProcessBuilder("sh", "-c", "kill -s KILL -- -" + process.pid())
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start();
            var _ = kill.waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS);
        } catch (IOException _) {
            // without a shell the descendants are ended one by one
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
