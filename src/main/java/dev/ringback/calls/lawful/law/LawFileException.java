package dev.ringback.calls.lawful.law;

/** Reports a pack or a black-outs file that cannot be used: its name, its line, what is wrong and what is expected. */
public final class LawFileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param line counted from 1 */
    LawFileException(String file, int line, String problem) {
        super(file + ":" + line + ": " + problem);
    }
}
