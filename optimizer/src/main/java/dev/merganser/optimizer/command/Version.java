package dev.merganser.optimizer.command;

import dev.merganser.optimizer.run.ProgramVersion;

import picocli.CommandLine.IVersionProvider;

/** {@code merganser --version}. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"merganser " + ProgramVersion.text()};
    }
}
