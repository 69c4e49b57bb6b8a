package dev.merganser.optimizer.run;

import java.util.Optional;

/** The version of this build, as the jar's manifest has it. */
public final class ProgramVersion {

    private ProgramVersion() {}

    /** The version; {@code development} where the classes do not come from a jar. */
    public static String text() {
        return Optional.ofNullable(ProgramVersion.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
