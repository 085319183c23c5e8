package dev.ringback.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Chooses where a test's PostgreSQL keeps its data: on a memory file system where one has room, since the tests prove nothing
 * about disks and half of their time went into {@code fsync}, which stays on. Benches and the proofs that kill processes use a
 * disk; {@code -Dringback.test.disk} sends the tests there too.
 */
final class DatabaseFiles {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long LEAST_BYTES = 4L << 30; // several servers at once, each with up to 1 GiB of WAL

    private DatabaseFiles() {}

    /** Makes a new directory, which the caller deletes. */
    static Path newDirectory(String prefix) throws IOException {
        return hasRoom() ? Files.createTempDirectory(MEMORY, prefix) : Files.createTempDirectory(prefix);
    }

    private static boolean hasRoom() throws IOException {
        return System.getProperty("ringback.test.disk") == null
                && Files.isWritable(MEMORY)
                && Files.getFileStore(MEMORY).getUsableSpace() >= LEAST_BYTES;
    }
}
