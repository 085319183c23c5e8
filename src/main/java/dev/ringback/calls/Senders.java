package dev.ringback.calls;

import dev.ringback.intake.sources.Sources;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Set;

/** Finds every name of a sender, by the present configuration and by the names stored with calls. */
@ApplicationScoped
public class Senders {
    private final Sources sources;

    Senders(Sources sources) {
        this.sources = sources;
    }

    /** Returns the sender behind a source, which may no longer be configured. */
    public SenderNames of(String source) {
        String sender = sources.senderOf(source);
        Set<String> names = new HashSet<>(sources.namesOfSender(sender));
        names.add(source);
        return new SenderNames(sender, names);
    }

    /** Returns the sender of a call, including the sender's name when the call was made. */
    SenderNames of(Call call) {
        SenderNames present = of(call.source);
        Set<String> names = new HashSet<>(present.all());
        names.add(call.senderName());
        return new SenderNames(present.name(), names);
    }
}
