package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Divisible;
import dev.merganser.recipes.file.Sha256;

import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** SHA-256 of items' canonical inputs. */
final class InputHashes {

    private InputHashes() {}

    static ByteBuffer[] of(Divisible<?> items) {
        MessageDigest sha256 = Sha256.digest();
        ByteBuffer[] hashes = new ByteBuffer[items.count()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = ByteBuffer.wrap(sha256.digest(items.canonicalInput(i)));
        }
        return hashes;
    }
}
