package dev.merganser.evaluators.session;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The process's one ONNX Runtime environment, made where nobody made it before.
 *
 * <p>When an environment is made, ONNX Runtime 1.29 describes the process for its telemetry and
 * matches the command line with a regular expression that recurses for each character: from about
 * 4,000 characters on (an ordinary class path) it overruns the stack of a Java thread and ends the
 * process without a word. So a thread with a large stack makes the environment, and telemetry is
 * switched off. {@code ORT_DISABLE_TELEMETRY=1} in the process's environment avoids it altogether.
 */
final class Environments {

    /** Reserved, not used: enough for command lines of about a million characters. */
    private static final long STACK_BYTES = 512L << 20;

    private Environments() {}

    static OrtEnvironment get() {
        var making = new FutureTask<>(Environments::quiet);
        new Thread(null, making, "merganser-onnxruntime", STACK_BYTES).start();
        boolean interrupted = false;
        while (true) {
            try {
                OrtEnvironment environment = making.get();
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return environment;
            } catch (InterruptedException _) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("ONNX Runtime cannot start", e.getCause());
            }
        }
    }

    private static OrtEnvironment quiet() throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        environment.setTelemetry(false);
        return environment;
    }
}
