package dev.ringback.emulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Stores the facts as JSON lines in an append-only file, which only {@link #restart} empties. One thread writes all
 * queued lines, syncs them once and then notifies the waiters. Only the emulator's loop may call the methods, except
 * {@link #close()}.
 */
final class Journal implements AutoCloseable {
    /** An action that waits until all lines up to its position are on disk. */
    private record Waiter(long position, Consumer<Boolean> then) {}

    private final FileChannel file;
    private final Executor loop;
    private final Thread writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Queue<Waiter> waiters = new ArrayDeque<>();
    private ByteArrayOutputStream queued = new ByteArrayOutputStream();
    private boolean restarting;
    private boolean closing;
    private long appended;
    private long synced;
    private boolean broken;

    private Journal(FileChannel file, Executor loop) {
        this.file = file;
        this.loop = loop;
        this.writer = new Thread(this::write, "emulator-journal");
    }

    /** Passes each complete line to the reader, truncates an incomplete last line, and appends after it. */
    static Journal open(Path path, Executor loop, Consumer<byte[]> reader) {
        try {
            var whole = Files.exists(path) ? readLines(path, reader) : 0;
            var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            file.truncate(whole).position(whole);
            var journal = new Journal(file, loop);
            journal.writer.setDaemon(true);
            journal.writer.start();
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long readLines(Path path, Consumer<byte[]> reader) throws IOException {
        long whole = 0;
        var line = new ByteArrayOutputStream();
        var chunk = new byte[1 << 16];
        try (var in = Files.newInputStream(path)) {
            for (int size = in.read(chunk); size >= 0; size = in.read(chunk)) {
                var start = 0;
                for (int i = 0; i < size; i++) {
                    if (chunk[i] == '\n') {
                        line.write(chunk, start, i - start);
                        start = i + 1;
                        whole += line.size() + 1;
                        reader.accept(line.toByteArray());
                        line.reset();
                    }
                }
                line.write(chunk, start, size - start);
            }
        }
        return whole;
    }

    /** Queues a line; {@link #whenSynced} reports when it is on disk. */
    void append(byte[] line) {
        lock.lock();
        try {
            queued.writeBytes(line);
            queued.write('\n');
            appended++;
            more.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Deletes all lines so far. A crash meanwhile leaves either all synced lines or an empty file. */
    void restart() {
        lock.lock();
        try {
            queued.reset();
            restarting = true;
            appended++;
            more.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Runs the action on the loop once all lines appended so far are on disk; with false if the disk refused them. */
    void whenSynced(Consumer<Boolean> then) {
        if (broken || synced == appended) {
            then.accept(!broken);
        } else {
            waiters.add(new Waiter(appended, then));
        }
    }

    private void write() {
        try {
            while (writeNext()) {}
        } catch (IOException | InterruptedException e) {
            loop.execute(() -> {
                broken = true;
                release(Long.MAX_VALUE);
            });
        }
    }

    /** Writes all queued lines with one sync. Returns false when closed and nothing is left. */
    private boolean writeNext() throws IOException, InterruptedException {
        ByteBuffer group;
        long position;
        lock.lockInterruptibly();
        try {
            while (queued.size() == 0 && !restarting) {
                if (closing) {
                    return false;
                }
                more.await();
            }
            if (restarting) {
                file.truncate(0);
                restarting = false;
            }
            group = ByteBuffer.wrap(queued.toByteArray());
            position = appended;
            queued = new ByteArrayOutputStream(Math.max(64, group.capacity()));
        } finally {
            lock.unlock();
        }
        while (group.hasRemaining()) {
            file.write(group);
        }
        file.force(false);
        loop.execute(() -> release(position));
        return true;
    }

    private void release(long position) {
        synced = Math.max(synced, position);
        while (!waiters.isEmpty() && waiters.peek().position() <= position) {
            waiters.remove().then().accept(!broken);
        }
    }

    /** Writes the queued lines and closes the file. Waits at most 10 seconds for the writer. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closing = true;
            more.signal();
        } finally {
            lock.unlock();
        }
        try {
            writer.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }
}
