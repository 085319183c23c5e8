package dev.ringback;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Lines that a class of the service logs while this is open, each as {@code LEVEL text}. */
public final class Heard extends Handler implements AutoCloseable {
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private final Logger logger;

    public Heard(String type) {
        logger = Logger.getLogger(type);
        logger.addHandler(this);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Lines of one level. */
    public List<String> lines(String level) {
        return lines().stream().filter(line -> line.startsWith(level + " ")).toList();
    }

    @Override
    public void publish(LogRecord entry) {
        Object[] parameters = entry.getParameters();
        String text =
                parameters == null ? entry.getMessage() : entry.getMessage().formatted(parameters);
        lines.add(name(entry.getLevel()) + " " + text);
    }

    private static String name(Level level) {
        return level.getName().equals("WARNING") ? "WARN" : level.getName();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
