package dev.merganser.evaluators.task;

import dev.merganser.evaluators.data.Items;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of items' canonical inputs. */
final class InputHashes {

    private InputHashes() {}

    static ByteBuffer[] of(Items items) {
        MessageDigest sha256 = sha256();
        ByteBuffer[] hashes = new ByteBuffer[items.count()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = ByteBuffer.wrap(sha256.digest(items.canonicalInput(i)));
        }
        return hashes;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
