package dev.ringback.emulator;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;

/** The directory of an emulator's files, locked by one emulator at a time. */
final class StateDirectory implements AutoCloseable {
    private final Path path;
    private final boolean passing;
    private final FileChannel lock;

    private StateDirectory(Path path, boolean passing, FileChannel lock) {
        this.path = path;
        this.passing = passing;
        this.lock = lock;
    }

    /**
     * Creates and locks the directory; null creates a temporary one, deleted at the end. Throws IllegalStateException
     * if it is in use.
     */
    static StateDirectory open(Path wanted) throws IOException {
        var path = wanted == null ? Files.createTempDirectory("ringback-hub-") : Files.createDirectories(wanted);
        var lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return new StateDirectory(path, wanted == null, lock);
            }
        } catch (OverlappingFileLockException e) {
            // another emulator of this process holds the lock: reported below
        }
        lock.close();
        throw new IllegalStateException("another emulator uses " + path);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
        if (passing) {
            try (var files = Files.walk(path)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }
}
